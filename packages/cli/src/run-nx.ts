import { readdir, readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { SluiceError } from "@sluice/core";
import { findJsonProblem } from "@sluice/ecosystems";
import { execa } from "execa";
import { findNx } from "./find-nx.ts";
import { type NxTask, parseNxRun } from "./run-summary.ts";

/** A call of the repository's own nx. */
export interface NxCall {
  root: string;
  args: readonly string[];
  /** Nx's output goes to stderr, because stdout is for a document. */
  toStderr: boolean;
  env: Readonly<Record<string, string | undefined>>;
}

/** How a call ended. */
export interface NxResult {
  exitCode: 0 | 1;
  /** What became of each task; null when Nx does not say. */
  tasks: NxTask[] | null;
}

/**
 * Runs the nx that is installed in the repository, with this Node.js, its output straight to the terminal. The exit
 * code is 0 when all tasks passed, else 1. Throws SLUICE_NX_MISSING, and SLUICE_INVALID_CONFIGURATION for an nx.json
 * that Nx cannot read.
 */
export async function runNx({ root, args, toStderr, env }: NxCall): Promise<NxResult> {
  const nx = await findNx(root);
  const since = new Date();
  const { exitCode } = await execa(process.execPath, [nx, ...args], {
    cwd: root,
    // The tools of the tasks are in node_modules/.bin; their shebangs must find this Node.js too.
    preferLocal: true,
    localDir: root,
    stdin: "inherit",
    stdout: toStderr ? 2 : "inherit",
    stderr: "inherit",
    reject: false,
  });
  const tasks = await readTasks({ root, args, env, since });
  if (exitCode !== 0 && tasks === null) await refuseBrokenNxJson(root);
  return { exitCode: exitCode === 0 ? 0 : 1, tasks };
}

/** Where Nx ran nothing since it cannot read its own configuration, no task has failed. Nx has said it in its words. */
async function refuseBrokenNxJson(root: string): Promise<void> {
  const problem = findJsonProblem(await readFile(join(root, "nx.json"), "utf8").catch(() => "{}"));
  if (problem === null) return;
  throw new SluiceError("SLUICE_INVALID_CONFIGURATION", `nx.json:${problem.line}: ${problem.message}. Nx runs nothing`, {
    hint: "Mend nx.json, then run the same command again.",
  });
}

/** What became of the run's tasks, as Nx keeps it beside its cache. */
async function readTasks({ root, args, env, since }: Pick<NxCall, "root" | "args" | "env"> & { since: Date }): Promise<NxTask[] | null> {
  for (const folder of await cacheFolders(root, env)) {
    const file = join(folder, "run.json");
    const isNew = await stat(file).then(
      ({ mtimeMs }) => mtimeMs >= since.getTime(),
      () => false,
    );
    const tasks = isNew ? parseNxRun(await readFile(file, "utf8"), { args, since }) : null;
    if (tasks !== null) return tasks;
  }
  return null;
}

/**
 * Where Nx may keep its cache: where it is told to, in the repository, or since Nx 24 in one of the person's own folders for each repository,
 * which Nx names by the remote or the first commit. Another run's file is not taken for this one.
 */
async function cacheFolders(root: string, env: NxCall["env"]): Promise<string[]> {
  const text = await readFile(join(root, "nx.json"), "utf8").catch(() => "");
  const [, configured = ".nx/cache"] = /"cacheDirectory"\s*:\s*"([^"]+)"/.exec(text) ?? [];
  const own = join(env["HOME"] || homedir(), ".nx");
  const names = await readdir(own).catch(() => []);
  return [resolve(root, env["NX_CACHE_DIRECTORY"] || configured), ...names.map((name) => join(own, name, "cache"))];
}
