import { verifyRelease } from "@sluice/release";
import { defineCommand, type CommandDefinition } from "../../command.ts";
import { publishedOptions } from "../../release/options.ts";
import { readReleasesToVerify } from "../../release/read-verify.ts";
import { renderVerifyResult } from "../../render/release-verify.ts";

const command: CommandDefinition = defineCommand({
  summary: "Ask registry, npm, GitHub and the git remote whether all of a release is there and right.",
  options: [...publishedOptions, { flags: "--skip-install", description: "do not install npm packages and import them" }],
  examples: ["sluice release verify", "sluice release verify --tag gateway@1.3.0 --json"],
  run: async ({ options, context }) => {
    const { desired, ports, warnings } = await readReleasesToVerify(options, context);
    for (const warning of warnings) context.warn(warning);
    context.working("Asking registries, GitHub and the remote");
    const result = await verifyRelease({ desired, ports, tryOut: !options.flag("skipInstall") });
    if (context.json) context.printJson(result);
    else context.print(renderVerifyResult(result));
    return result.findings.length === 0 ? 0 : 1;
  },
});

export default command;
