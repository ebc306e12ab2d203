import { applyReleasePlan } from "@sluice/release";
import { defineCommand, type CommandDefinition } from "../../command.ts";
import { registryOption } from "../../release/options.ts";
import { readReleaseSources } from "../../release/read-sources.ts";
import { readSnapshot, snapshotOption } from "../../read-snapshot.ts";
import { renderVersionResult } from "../../render/release-version.ts";

const command: CommandDefinition = defineCommand({
  summary: "Write the planned versions and changelogs, and consume the changesets.",
  options: [
    { flags: "--base <revision>", description: "only changesets that were added since this revision" },
    { flags: "--dry-run", description: "say what would be written, and write nothing" },
    snapshotOption,
    registryOption,
  ],
  examples: ["sluice release version", "sluice release version --snapshot pr-123", "sluice release version --dry-run"],
  run: async ({ options, context }) => {
    const sources = await readReleaseSources(options, context, { base: options.text("base") });
    const result = await applyReleasePlan({ ...sources, snapshot: readSnapshot(options), dryRun: options.flag("dryRun") });
    for (const warning of result.warnings) context.warn(warning);
    if (context.json) context.printJson(result);
    else context.print(renderVersionResult(result, context));
    return 0;
  },
});

export default command;
