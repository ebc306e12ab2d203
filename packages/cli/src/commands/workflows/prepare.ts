import { join } from "node:path";
import { SluiceError } from "@sluice/core";
import { assemblePreparePlan, type PrepareStep } from "@sluice/setup";
import { execa } from "execa";
import { type CommandContext, defineCommand, type CommandDefinition } from "../../command.ts";
import { namedProjectOptions, readNamedProjects } from "../../read-named-projects.ts";

const command: CommandDefinition = defineCommand({
  summary: "In a job of CI: install what projects need beside the root's packages.",
  options: [...namedProjectOptions, { flags: "--dry-run", description: "print the commands, and run nothing" }],
  examples: ["sluice workflows prepare --project api,web", "sluice workflows prepare --base origin/main --dry-run"],
  run: async ({ options, context }) => {
    const { repository, names, workspace, files } = await readNamedProjects(options, context);
    const steps = assemblePreparePlan(names, workspace, new Set(files));
    const isDryRun = options.flag("dryRun");
    if (context.json) context.printJson({ schemaVersion: 1, dryRun: isDryRun, steps });
    else for (const step of steps) context.print(renderStep(step));
    if (isDryRun) return 0;
    for (const step of steps) await runStep(step, repository.root, context);
    return 0;
  },
});
export default command;

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
