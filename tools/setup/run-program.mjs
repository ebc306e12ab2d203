import { spawn } from "node:child_process";
import { join } from "node:path";
import { toolEnvironment } from "./tool-environment.mjs";

/**
 * Runs a program of this repository under its own Node, with the services' tools on PATH, and gives back its exit code.
 *
 * Not `node setup.mjs && node program.ts`: a shell remembers where it found `node` the first time, and on a fresh machine
 * that is the machine's older one, even though npm has put a newer one first on PATH since.
 *
 * @param {string} root @param {readonly string[]} args the program's path and its own arguments
 * @returns {Promise<number>}
 */
export function runProgram(root, args) {
  const child = spawn(join(root, "node_modules/.bin/node"), args, { stdio: "inherit", env: toolEnvironment(root) });
  // A terminal sends Ctrl-C to both; the program decides when it ends. Other signals are for this process alone.
  process.on("SIGINT", () => {});
  for (const signal of /** @type {const} */ (["SIGTERM", "SIGHUP"])) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
