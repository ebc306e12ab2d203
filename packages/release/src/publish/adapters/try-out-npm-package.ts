import { access, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isSluiceError, withTemporaryFolder } from "@sluice/core";
import type { NpmToPublish } from "../publish-ports.ts";

/** Milliseconds for the import. */
const importTimeout = 30_000;

/**
 * Installs a published package into an empty folder and imports it, as whoever needs it does. Its install scripts do not run,
 * and what has nothing to import (a command, types alone) is only installed. What goes wrong in a sentence, or null.
 *
 * @param npm runs npm in a folder
 * @param path PATH, where node is
 */
export async function tryOutNpmPackage(
  { name, version }: NpmToPublish,
  npm: (args: readonly string[], folder: string) => Promise<string>,
  path: string,
): Promise<string | null> {
  return withTemporaryFolder("try", async (folder) => {
    await writeFile(join(folder, "package.json"), '{ "name": "sluice-try", "private": true, "type": "module" }\n');
    const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-save", `--cache=${join(folder, "cache")}`];
    try {
      await npm(["install", ...options, `${name}@${version}`], folder);
    } catch (error) {
      if (!isSluiceError(error)) throw error;
      return `it cannot be installed: ${error.message}`;
    }
    return (await canBeImported(join(folder, "node_modules", name))) ? importIt(name, folder, path) : null;
  });
}

async function canBeImported(folder: string): Promise<boolean> {
  const manifest: unknown = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const { exports, main } = Object(manifest);
  if (exports !== undefined && exports !== null) return hasEntry(exports);
  if (typeof main === "string") return true;
  return access(join(folder, "index.js")).then(
    () => true,
    () => false,
  );
}

/** Whether `exports` has something for the package's own name, and more than types. */
function hasEntry(exports: unknown): boolean {
  if (typeof exports === "string") return /\.[cm]?js$/.test(exports);
  if (Array.isArray(exports)) return exports.some(hasEntry);
  if (typeof exports !== "object" || exports === null) return false;
  const entries = Object.entries(exports);
  const own = entries.filter(([key]) => key === "." || (!key.startsWith(".") && key !== "types"));
  return own.some(([, value]) => hasEntry(value));
}

async function importIt(name: string, folder: string, path: string): Promise<string | null> {
  const script = `await import(${JSON.stringify(name)}); process.exit(0);`;
  // Loaded when a program is run: it is what takes longest of all to load.
  const { execa } = await import("execa");
  const { exitCode, stderr, timedOut } = await execa("node", ["--input-type=module", "--eval", script], {
    cwd: folder,
    reject: false,
    stdin: "ignore",
    timeout: importTimeout,
    // What it is given is what anybody has: no token of the publish is for it.
    env: { PATH: path },
    extendEnv: false,
  });
  if (timedOut) return `the import does not come to its end in ${importTimeout / 1000} s`;
  if (exitCode === 0) return null;
  const reason = stderr.split("\n").find((line) => /^\w*Error\b/.test(line)) ?? stderr.trim().split("\n").at(-1);
  return `it cannot be imported: ${reason}`;
}
