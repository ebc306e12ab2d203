import { hintNames, SluiceError } from "@sluice/core";
import { readReleasePlan } from "@sluice/release";
import { defineCommand, type CommandDefinition } from "../../command.ts";
import { registryOption } from "../../release/options.ts";
import { readReleaseSources } from "../../release/read-sources.ts";
import { renderReleaseSummary } from "../../render/release-summary.ts";
import { renderReleasePlan, renderWhyReleased } from "../../render/release-plan.ts";

const command: CommandDefinition = defineCommand({
  summary: "The next versions of all packages, why, and what publishing them makes.",
  options: [
    { flags: "--base <revision>", description: "only changesets that were added since this revision" },
    { flags: "--why <package>", description: "the chain of causes of one package's new version", completes: "package" },
    registryOption,
  ],
  examples: ["sluice release plan", "sluice release plan --why research", "sluice release plan --json > plan.json"],
  run: async ({ options, context }) => {
    const sources = await readReleaseSources(options, context, { base: options.text("base") });
    const plan = await readReleasePlan(sources);
    for (const warning of plan.warnings) context.warn(warning);
    context.summarize?.(renderReleaseSummary(plan));
    const why = options.text("why");
    if (why !== undefined) checkPackage(why, [...sources.workspace.projects, ...plan.packages]);
    if (context.json) context.printJson(plan);
    else if (why === undefined) context.print(renderReleasePlan(plan, context));
    else context.print(renderWhyReleased(plan, why));
    return 0;
  },
});

export default command;

function checkPackage(name: string, known: readonly { name: string }[]): void {
  const names = [...new Set(known.map((candidate) => candidate.name))];
  if (names.includes(name)) return;
  throw new SluiceError("SLUICE_UNKNOWN_PACKAGE", `There is no package ${JSON.stringify(name)} in this repository`, {
    hint: hintNames(name, names, "No manifest was found."),
  });
}
