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

/** @param {{ forTests: boolean }} options what only tests need takes minutes, and neither demo nor stack should wait for it */
async function setUp({ forTests }) {
  const start = Date.now();
  await ensureDependencies(root);
  await ensureBuild(root);
  const system = readSystem();
  const missing = [
    ...(await ensureToolchains(root, system)),
    ...(await ensureDockerInstalled(system)),
    ...(forTests ? [...(await ensureShells(system)), ...(await ensureImageTools(root, system))] : []),
  ];
  for (const line of missing) say(`missing: ${line}`);
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  say(missing.length === 0 ? `ready (${seconds} s)` : `ready without what is missing (${seconds} s); what needs it will say so`);
}

try {
  const program = process.argv.slice(2);
  await setUp({ forTests: program.length === 0 || program[0] === "tools/test/run-tests.ts" });
  if (program.length > 0) process.exitCode = await runProgram(root, program);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
