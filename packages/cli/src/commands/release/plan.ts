import { readReleasePlan } from "@sluice/release";
import { defineCommand, type CommandDefinition } from "../../command.ts";
import { readReleaseSources, registryOption } from "../../read-release.ts";
import { renderReleaseSummary } from "../../render/release-summary.ts";
import { renderReleasePlan, renderWhyReleased } from "../../render/release-plan.ts";

const command: CommandDefinition = defineCommand({
  summary: "The next versions of all packages, why, and what publishing them makes.",
  options: [
    { flags: "--base <revision>", description: "only changesets that were added since this revision" },
    { flags: "--why <package>", description: "the chain of causes of one package's new version" },
    registryOption,
  ],
  examples: ["sluice release plan", "sluice release plan --why research", "sluice release plan --json > plan.json"],
  run: async ({ options, context }) => {
    const plan = await readReleasePlan(await readReleaseSources(options, context));
    for (const warning of plan.warnings) context.warn(warning);
    context.summarize?.(renderReleaseSummary(plan));
    const why = options.text("why");
    if (context.json) context.printJson(plan);
    else if (why === undefined) context.print(renderReleasePlan(plan));
    else context.print(renderWhyReleased(plan, why));
    return 0;
  },
});

export default command;
