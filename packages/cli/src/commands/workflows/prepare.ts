import { join } from "node:path";
import { nearestName, SluiceError } from "@sluice/core";
import { assemblePreparePlan, type PrepareStep } from "@sluice/setup";
import { execa } from "execa";
import { type CommandContext, defineCommand, type CommandDefinition, type CommandOptions } from "../../command.ts";
import { rangeOptions } from "../../range-options.ts";
import { readAffectedProject } from "../../read-affected-project.ts";
import { readProject } from "../../read-project.ts";

const command: CommandDefinition = defineCommand({
  summary: "In a job of CI: install what projects need beside the root's packages.",
  options: [
    {
      flags: "--project <names>",
      description: "names of projects, with commas between them; those a change affects when left out",
      repeatable: true,
      completes: "project",
    },
    ...rangeOptions,
    { flags: "--dry-run", description: "print the commands, and run nothing" },
  ],
  examples: ["sluice workflows prepare --project api,web", "sluice workflows prepare --base origin/main --dry-run"],
  run: async ({ options, context }) => {
    const { root, steps } = await readSteps(options, context);
    const isDryRun = options.flag("dryRun");
    if (context.json) context.printJson({ schemaVersion: 1, dryRun: isDryRun, steps });
    else for (const step of steps) context.print(renderStep(step));
    if (isDryRun) return 0;
    for (const step of steps) await runStep(step, root, context);
    return 0;
  },
});
export default command;

async function readSteps(options: CommandOptions, context: CommandContext): Promise<{ root: string; steps: PrepareStep[] }> {
  const named = options
    .list("project")
    .flatMap((names) => names.split(","))
    .filter(Boolean);
  if (named.length > 0) {
    const { repository, workspace, files } = await readProject(context);
    // A project that only Nx knows brings its own way to be installed: only what is near a name there is counts as mistyped.
    for (const name of named) warnMistyped(name, names(workspace.projects), context);
    return { root: repository.root, steps: assemblePreparePlan(named, workspace, new Set(files)) };
  }
  const { repository, result, workspace } = await readAffectedProject(options, context);
  return { root: repository.root, steps: assemblePreparePlan(names(result.projects), workspace, new Set(await repository.listFiles())) };
}

function names(projects: readonly { name: string }[]): string[] {
  return projects.map(({ name }) => name);
}

function warnMistyped(name: string, known: readonly string[], { warn }: CommandContext): void {
  const nearest = known.includes(name) ? null : nearestName(name, known);
  if (nearest === null) return;
  const message = `There is no project ${JSON.stringify(name)}, so nothing is installed for it; did you mean ${JSON.stringify(nearest)}?`;
  warn({ code: "SLUICE_UNKNOWN_PROJECT", message });
}

function renderStep({ cwd, command, args }: PrepareStep): string {
  const line = [command, ...args].join(" ");
  return cwd === "." ? line : `(cd ${cwd} && ${line})`;
}

async function runStep(step: PrepareStep, root: string, { env, json }: CommandContext): Promise<void> {
  const output = json ? (["ignore", 2, 2] as const) : ("inherit" as const);
  const done = await execa(step.command, step.args, {
    cwd: join(root, step.cwd),
    env: env as NodeJS.ProcessEnv,
    stdio: output,
    reject: false,
  });
  if (done.failed)
    throw new SluiceError(
      "SLUICE_PREPARE_FAILED",
      `${renderStep(step)} failed${done.exitCode === undefined ? "" : ` with exit code ${done.exitCode}`}`,
      {
        hint: "Its own message is above.",
      },
    );
}
