import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
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
 * code is 0 when all tasks passed, else 1. Throws SLUICE_NX_MISSING.
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
  const text = await readFile(join(await cacheFolder(root, env), "run.json"), "utf8").catch(() => "");
  return { exitCode: exitCode === 0 ? 0 : 1, tasks: parseNxRun(text, { args, since }) };
}

/** Where Nx keeps its cache, and beside it what became of its last run. */
async function cacheFolder(root: string, env: NxCall["env"]): Promise<string> {
  const text = await readFile(join(root, "nx.json"), "utf8").catch(() => "");
  const [, configured] = /"cacheDirectory"\s*:\s*"([^"]+)"/.exec(text) ?? [];
  return resolve(root, env["NX_CACHE_DIRECTORY"] || (configured ?? ".nx/cache"));
}
