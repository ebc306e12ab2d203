import type { AffectedResult } from "@sluice/affected";
import { SluiceError } from "@sluice/core";
import { checkTargets } from "../check-targets.ts";
import { defineCommand, type CommandDefinition, type CommandOptions } from "../command.ts";
import { rangeOptions } from "../range-options.ts";
import { readAffectedProject } from "../read-affected-project.ts";
import { describeError, renderError } from "../render/error.ts";
import { renderRunMarkdown } from "../render/run-markdown.ts";
import { runNx } from "../run-nx.ts";
import { assembleRunPlan, renderRunPlan, type RunPlan, type RunSettings } from "../run-plan.ts";
import { assembleRunSummary, renderRunSummary } from "../run-summary.ts";

const command: CommandDefinition = defineCommand({
  summary: "Run targets of exactly the affected projects, through Nx.",
  options: [
    { flags: "-t, --targets <names...>", description: "the targets to run: lint test build", completes: "target" },
    ...rangeOptions,
    { flags: "--parallel <number>", description: "how many tasks at once, as nx takes it" },
    { flags: "--continue", description: "go on with the other tasks when one fails" },
    { flags: "--dry-run", description: "print what would be run" },
  ],
  examples: ["sluice run -t lint test build", "sluice run -t test --base origin/main --parallel 4 --continue"],
  run: async ({ options, context }) => {
    const settings = readSettings(options);
    const { repository, configuration, result, workspace } = await readAffectedProject(options, context);
    await checkTargets({ root: repository.root, targets: settings.targets, workspace, configured: configuration.ci.targets });
    const dryRun = options.flag("dryRun");
    const plan = assembleRunPlan(result, new Set(workspace.projects.map(({ name }) => name)), settings);
    const refusal = dryRun ? null : refuseBroken(plan, result);
    const warnings = result.warnings.filter(({ code }) => refusal?.code !== code);
    for (const warning of warnings) context.warn(warning);
    const { root } = repository;
    if (!context.json) context.print(renderRunPlan(plan));
    context.working(null);
    const isRun = !dryRun && plan.nxArgs.length > 0;
    const done = isRun ? await runNx({ root, args: plan.nxArgs, toStderr: context.json, env: context.env }) : null;
    const exitCode = refusal === null ? (done?.exitCode ?? 0) : 2;
    const summary = done?.tasks == null ? null : assembleRunSummary(done.tasks, plannedTasks(result, plan));
    if (summary !== null) context.note(renderRunSummary(summary));
    if (summary !== null) context.summarize?.(renderRunMarkdown(summary));
    if (refusal !== null) context.note(renderError(refusal));
    for (const problem of result.warnings) if (problem.code === refusal?.code) context.annotateError(problem);
    const error = refusal === null ? {} : { error: describeError(refusal) };
    if (context.json)
      context.printJson({ schemaVersion: 1, base: result.base, head: result.head, ...plan, dryRun, exitCode, summary, ...error });
    return exitCode;
  },
});
export default command;

/** The others were run; what should have been and could not be has not passed. Null when every manifest can be read. */
function refuseBroken({ broken }: RunPlan, { warnings }: AffectedResult): SluiceError | null {
  if (broken.length === 0) return null;
  const places = warnings.filter(({ code }) => code === "SLUICE_BROKEN_MANIFEST").map(({ message }) => message);
  return new SluiceError("SLUICE_BROKEN_MANIFEST", `Not run: ${broken.join(", ")}\n${places.map((place) => `  ${place}`).join("\n")}`, {
    hint: "Mend the manifest and run the same command again: what passed comes from Nx's cache.",
  });
}

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
  return { targets, parallel: readParallel(options.text("parallel")), continueOnError: options.flag("continue") };
}

/** As nx takes it: a number, a part of the machine's cores (`50%`), or whether at all. Of anything else it would run no task. */
function readParallel(value: string | undefined): string | undefined {
  if (value === undefined || /^(\d+%?|true|false)$/.test(value)) return value;
  throw new SluiceError("SLUICE_USAGE", `--parallel takes a number of tasks, not ${JSON.stringify(value)}`, {
    hint: "For example: sluice run -t test --parallel 4",
  });
}
