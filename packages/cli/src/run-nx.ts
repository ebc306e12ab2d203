import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { SluiceError } from "@sluice/core";
import { execa } from "execa";

/** A call of the repository's own nx. */
export interface NxCall {
  root: string;
  args: readonly string[];
  /** Nx's output goes to stderr, because stdout is for a document. */
  toStderr: boolean;
}

/**
 * Runs the nx that is installed in the repository, with this Node.js, its output straight to the terminal. Gives 0 when
 * all tasks passed, else 1. Throws SLUICE_NX_MISSING.
 */
export async function runNx({ root, args, toStderr }: NxCall): Promise<0 | 1> {
  const nx = await findNx(root);
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
  return exitCode === 0 ? 0 : 1;
}

async function findNx(root: string): Promise<string> {
  try {
    const manifest = createRequire(join(root, "package.json")).resolve("nx/package.json");
    const { bin }: { bin: Record<string, string> } = JSON.parse(await readFile(manifest, "utf8"));
    return join(dirname(manifest), bin["nx"] ?? "bin/nx.js");
  } catch (error) {
    throw new SluiceError("SLUICE_NX_MISSING", `nx is not installed in ${root}`, {
      hint: "Run: npm install --save-dev nx @sluice/nx",
      cause: error,
    });
  }
}
