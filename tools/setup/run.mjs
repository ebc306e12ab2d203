import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * Runs a program to its end and gives back what it said; never throws for a program that fails or is missing.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean, timeout?: number }} [options] `show` passes the output on to stderr
 * @returns {Promise<{ ok: boolean, output: string }>} stdout and stderr together
 */
export function run(command, args, { cwd, env = process.env, show = false, timeout = 0 } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], timeout });
    let output = "";
    const take = (/** @type {Buffer} */ chunk) => {
      output += chunk;
      if (show) process.stderr.write(chunk);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.once("error", (error) => resolve({ ok: false, output: error.message }));
    child.once("close", (code) => resolve({ ok: code === 0, output }));
  });
}

/**
 * Every file of that name on PATH and then in `more`, in order.
 *
 * @param {string} name
 * @param {readonly string[]} [more]
 */
export function findPrograms(name, more = []) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), ...more].filter((folder) => folder !== "");
  return [...new Set(folders)].map((folder) => join(folder, name)).filter(isExecutable);
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** One line for the person who waits. Results go to stdout elsewhere; this is talk. @param {string} line */
export function say(line) {
  process.stderr.write(`setup: ${line}\n`);
}

/** The last lines of a program's output: enough to see what went wrong. @param {string} output */
export function tail(output) {
  return output.trim().split("\n").slice(-8).join("\n");
}
