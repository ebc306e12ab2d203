// Makes a fresh machine ready for this repository: `npm run setup`. `npm test`, `npm run demo` and `npm run stack` are
// `node tools/setup/setup.mjs <program> [arguments]`: the program runs when all is there, under the repository's own Node.
// It needs git and Node 20 alone and imports nothing that would have to be installed. Every step looks first and does
// only what is missing, so running it again is quick, and is also what to do after a failure.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBuild } from "./build.mjs";
import { ensureDependencies } from "./dependencies.mjs";
import { ensureDockerInstalled } from "./docker.mjs";
import { ensureImageTools } from "./image-tools.mjs";
import { runProgram } from "./run-program.mjs";
import { say } from "./run.mjs";
import { ensureShells } from "./shells.mjs";
import { readSystem } from "./system.mjs";
import { ensureToolchains } from "./toolchains.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** @typedef {{ system: import("./system.mjs").System, forTests: boolean }} Machine */

/** The programs that need what tests need. */
const withImageTools = ["tools/test/run-tests.ts", "tools/bench/images.ts"];

/** @param {Machine} machine */
async function ensureOutside({ system, forTests }) {
  return [...(await ensureDockerInstalled(system)), ...(forTests ? await ensureShells(system) : [])];
}

/** @param {Machine} machine */
async function ensureTools({ system, forTests }) {
  return [...(await ensureToolchains(root, system)), ...(forTests ? await ensureImageTools(root, system) : [])];
}

/** @param {{ forTests: boolean }} options what only tests need takes minutes, and neither demo nor stack should wait for it */
async function setUp({ forTests }) {
  const start = Date.now();
  const system = readSystem();
  // What has no place in node_modules comes while npm works; `npm ci` empties the folder of the tools' links.
  const [outside] = await Promise.all([ensureOutside({ system, forTests }), ensureDependencies(root)]);
  const [tools] = await Promise.all([ensureTools({ system, forTests }), ensureBuild(root)]);
  const missing = [...tools, ...outside];
  for (const line of missing) say(`missing: ${line}`);
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  say(missing.length === 0 ? `ready (${seconds} s)` : `ready without what is missing (${seconds} s); what needs it will say so`);
}

try {
  const program = process.argv.slice(2);
  await setUp({ forTests: program.length === 0 || withImageTools.includes(program[0]) });
  if (program.length > 0) process.exitCode = await runProgram(root, program);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
