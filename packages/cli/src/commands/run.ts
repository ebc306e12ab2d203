import type { AffectedResult } from "@sluice/affected";
import { SluiceError } from "@sluice/core";
import { defineCommand, type CommandDefinition, type CommandOptions } from "../command.ts";
import { rangeOptions } from "../range-options.ts";
import { readAffectedProject } from "../read-affected-project.ts";
import { runNx } from "../run-nx.ts";
import { assembleRunPlan, renderRunPlan, type RunPlan, type RunSettings } from "../run-plan.ts";
import { assembleRunSummary, renderRunSummary } from "../run-summary.ts";

const command: CommandDefinition = defineCommand({
  summary: "Run targets of exactly the affected projects, through Nx.",
  options: [
    { flags: "-t, --targets <names...>", description: "the targets to run: lint test build" },
    ...rangeOptions,
    { flags: "--parallel <number>", description: "how many tasks at once, as nx takes it" },
    { flags: "--continue", description: "go on with the other tasks when one fails" },
    { flags: "--dry-run", description: "print what would be run" },
  ],
  examples: ["sluice run -t lint test build", "sluice run -t test --base origin/main --parallel 4 --continue"],
  run: async ({ options, context }) => {
    const settings = readSettings(options);
    const { repository, result, workspace } = await readAffectedProject(options, context);
    for (const { code, message } of result.warnings) context.note(`warning ${code}: ${message}`);
    const plan = assembleRunPlan(result, new Set(workspace.projects.map(({ name }) => name)), settings);
    const dryRun = options.flag("dryRun");
    const { root } = repository;
    if (!context.json) context.print(renderRunPlan(plan));
    const isRun = !dryRun && plan.nxArgs.length > 0;
    const done = isRun ? await runNx({ root, args: plan.nxArgs, toStderr: context.json, env: context.env }) : null;
    // What should have been run and could not be has not passed.
    const exitCode = plan.broken.length > 0 && !dryRun ? 1 : (done?.exitCode ?? 0);
    const summary = done?.tasks == null ? null : assembleRunSummary(done.tasks, plannedTasks(result, plan));
    if (summary !== null) context.note(renderRunSummary(summary));
    for (const name of plan.broken) context.note(`${name} was not run: its manifest cannot be read`);
    if (context.json) context.printJson({ schemaVersion: 1, base: result.base, head: result.head, ...plan, dryRun, exitCode, summary });
    return exitCode;
  },
});
export default command;

/** What is asked for and there is: not every project has every target. */
function plannedTasks({ projects }: AffectedResult, plan: RunPlan): string[] {
  const run = new Set(plan.projects);
  return projects
    .filter(({ name }) => run.has(name))
    .flatMap(({ name, targets }) => targets.filter((target) => plan.targets.includes(target)).map((target) => `${name}:${target}`));
}

function readSettings(options: CommandOptions): RunSettings {
  const targets = options
    .list("targets")
    .flatMap((names) => names.split(","))
    .filter(Boolean);
  if (targets.length === 0)
    throw new SluiceError("SLUICE_USAGE", "No targets to run are named", { hint: "Name them: sluice run -t lint test build" });
  return { targets, parallel: options.text("parallel"), continueOnError: options.flag("continue") };
}
