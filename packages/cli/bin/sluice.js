#!/usr/bin/env node
// Plain JavaScript that an old Node can still parse, so that it gets an answer instead of a syntax error; in CommonJS (see package.json beside
// it), since Node's loader of ES modules takes longer than a remembered answer does.
"use strict";

if (Number(process.versions.node.split(".")[0]) >= 24) {
  // What was compiled once is not compiled again; where that cannot be kept, it simply is.
  require("node:module").enableCompileCache();
  // What has nothing left to do need not be taken apart piece by piece.
  process.once("beforeExit", () => process.exit());
  void start();
} else {
  process.exitCode = runWithPinnedNode();
}

async function start() {
  process.exitCode = await run(process.argv.slice(2));
}

/** A remembered answer first, and a build from one file: what does everything else takes longer to load. */
async function run(argv) {
  const found = await runQuickly(argv);
  if (typeof found === "number") return found;
  const { main } = await import("../dist/index.mjs");
  return main(argv, found);
}

/** The exit code, or what was found out until more was needed. */
function runQuickly(argv) {
  if (argv[0] === "affected") return require("../dist/quick.cjs").answerQuickly(argv);
  if (argv[0] === "images" && argv[1] === "build") return require("../dist/quick-images.cjs").buildQuickly(argv.slice(2));
  return null;
}

/** A repository may pin Node 24 as the npm package `node`; npm scripts find that one first, a plain shell does not. */
function runWithPinnedNode() {
  const { spawnSync } = require("child_process");
  const { existsSync } = require("fs");
  const { dirname, join } = require("path");
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const node = join(folder, "node_modules", "node", "bin", "node");
    if (existsSync(node)) {
      const { status } = spawnSync(node, [__filename, ...process.argv.slice(2)], { stdio: "inherit" });
      return status === null ? 2 : status;
    }
    if (folder === dirname(folder)) break;
  }
  process.stderr.write(
    `SLUICE_NODE_TOO_OLD: Sluice needs Node.js 24 or newer, and this is ${process.version}.\n  hint: npm install --save-dev node@24, or install it with your version manager.\n`,
  );
  return 2;
}
