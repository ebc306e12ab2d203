import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";

/** A job of a workflow, with what this runner looks at. */
export interface Job {
  env?: Record<string, string>;
  steps: Step[];
}

interface Step {
  id?: string;
  name?: string;
  uses?: string;
  run?: string;
  env?: Record<string, string>;
}

export async function readJobs(root: string, file: string): Promise<Record<string, Job>> {
  return (parse(await readFile(join(root, ".github/workflows", file), "utf8")) as { jobs: Record<string, Job> }).jobs;
}

/** What a job is run with. */
export interface JobRun {
  root: string;
  job: Job;
  /** Values of expressions: `inputs.project` → `api`. One that is not here is "". */
  expressions?: Record<string, string>;
  env: Record<string, string>;
  /** Names of steps that need what the test has not. */
  skip: readonly string[];
}

/**
 * Runs the shell steps of a job one by one, as GitHub's runner does: bash that stops at the first failure, variables with expressions
 * filled in, `GITHUB_OUTPUT` and `GITHUB_PATH`. Actions are left out. Throws with the output of the step that failed; gives the outputs.
 */
export async function runJob(run: JobRun): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-runner-"));
  try {
    return await runSteps(run, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runSteps({ root, job, expressions = {}, env, skip }: JobRun, folder: string): Promise<Record<string, string>> {
  const [output, path, summary] = [join(folder, "output"), join(folder, "path"), join(folder, "summary")];
  for (const file of [output, path, summary]) await writeFile(file, "");
  const fill = (values: Record<string, string> = {}) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        value.replaceAll(/\$\{\{ (.*?) \}\}/g, (_whole, text: string) => expressions[text] ?? ""),
      ]),
    );
  for (const step of job.steps) {
    if (step.run === undefined || skip.includes(step.name ?? "")) continue;
    const paths = (await readFile(path, "utf8")).split("\n").filter(Boolean);
    const variables = {
      ...env,
      ...fill(job.env),
      ...fill(step.env),
      GITHUB_OUTPUT: output,
      GITHUB_PATH: path,
      GITHUB_STEP_SUMMARY: summary,
    };
    const done = await execa("bash", ["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step.run], {
      cwd: root,
      env: { ...variables, PATH: [...paths, env["PATH"] ?? ""].join(delimiter) },
      extendEnv: false,
      reject: false,
      all: true,
      stdin: "ignore",
    });
    if (done.exitCode !== 0) throw new Error(`${step.name ?? step.run} ended with ${done.exitCode}:\n${done.all}`);
  }
  const lines = (await readFile(output, "utf8")).split("\n").filter(Boolean);
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
}
