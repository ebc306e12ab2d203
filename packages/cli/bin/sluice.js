#!/usr/bin/env node
// Plain JavaScript that an old Node can still parse, so that it gets an answer instead of a syntax error.
import * as module from "node:module";

// Node's own modules load quicker through this than through `import`.
const require = module.createRequire(import.meta.url);

if (Number(process.versions.node.split(".")[0]) >= 24) {
  // What was compiled once is not compiled again; where that cannot be kept, it simply is.
  module.enableCompileCache?.();
  process.exitCode = await run(process.argv.slice(2));
} else {
  process.exitCode = runWithPinnedNode();
}

function prepare(look) {
  void import("../dist/index.mjs").then(({ prepareAffected }) => prepareAffected(look));
}

/** A remembered answer first: what works one out takes longer to load. */
async function run(argv) {
  const found = argv[0] === "affected" ? await require("../dist/quick.cjs").answerQuickly(argv, prepare) : null;
  if (typeof found === "number") return found;
  const { main } = await import("../dist/index.mjs");
  return main(argv, found);
}

/** A repository may pin Node 24 as the npm package `node`; npm scripts find that one first, a plain shell does not. */
function runWithPinnedNode() {
  const { spawnSync } = require("node:child_process");
  const { existsSync } = require("node:fs");
  const { dirname, join } = require("node:path");
  const script = require("node:url").fileURLToPath(import.meta.url);
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
