#!/usr/bin/env node
// Plain JavaScript that an old Node can still parse, so that it gets an answer instead of a syntax error.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import * as module from "node:module";
import { fileURLToPath } from "node:url";

if (Number(process.versions.node.split(".")[0]) >= 24) {
  // What was compiled once is not compiled again; where that cannot be kept, it simply is.
  module.enableCompileCache?.();
  const { main } = await import("../dist/index.mjs");
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.exitCode = runWithPinnedNode();
}

/** A repository may pin Node 24 as the npm package `node`; npm scripts find that one first, a plain shell does not. */
function runWithPinnedNode() {
  const script = fileURLToPath(import.meta.url);
  for (let folder = dirname(script); ; folder = dirname(folder)) {
    const node = join(folder, "node_modules", "node", "bin", "node");
    if (existsSync(node)) return spawnSync(node, [script, ...process.argv.slice(2)], { stdio: "inherit" }).status ?? 2;
    if (folder === dirname(folder)) break;
  }
  process.stderr.write(
    `SLUICE_NODE_TOO_OLD: Sluice needs Node.js 24 or newer, and this is ${process.version}.\n  hint: npm install --save-dev node@24, or install it with your version manager.\n`,
  );
  return 2;
}
