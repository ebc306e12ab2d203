// `npm test`: the checks that read the code, then every test in its three tiers; closes with one line of counts.
//   node tools/test/run-tests.ts [--tier unit|functional|e2e] [--no-checks]
import { join } from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";
import { startVitest } from "vitest/node";
import { startDockerd } from "../setup/docker.mjs";
import { closingLineReporter, type TestCounts } from "./closing-line-reporter.ts";

const root = join(import.meta.dirname, "../..");
const { values } = parseArgs({
  options: { tier: { type: "string", multiple: true }, checks: { type: "boolean", default: true } },
  allowNegative: true,
});

const checks: Record<string, string[]> = {
  types: ["tsc", "-b"],
  lint: ["oxlint", "--deny-warnings"],
  format: ["oxfmt", "--check"],
  boundaries: ["depcruise", "packages", "--config", ".dependency-cruiser.mjs"],
  "unused code": ["knip"],
};

async function runCheck([name, [command = "", ...args]]: [string, string[]]): Promise<boolean> {
  const { failed, all } = await execa(join(root, "node_modules/.bin", command), args, { cwd: root, all: true, reject: false });
  console.log(failed ? `✗ ${name}\n${all}` : `✓ ${name}`);
  return !failed;
}

async function runVitest(): Promise<TestCounts> {
  let counts: TestCounts = { passed: 0, failed: 1, skipped: [] };
  const reporter = closingLineReporter((found) => {
    counts = found;
  });
  const vitest = await startVitest("test", [], {
    root,
    run: true,
    watch: false,
    reporters: ["default", reporter],
    project: values.tier ?? [],
  });
  await vitest.close();
  return counts;
}

const [dockerd, ...results] = await Promise.all([startDockerd(), ...(values.checks ? Object.entries(checks).map(runCheck) : [])]);
const counts = await runVitest();
await dockerd.stop();

for (const { name, reason } of counts.skipped) console.log(`skipped: ${name}: ${reason}`);
const passed = counts.passed + results.filter(Boolean).length;
const failed = counts.failed + results.filter((ok) => !ok).length;
console.log(`${passed} passed, ${failed} failed, ${counts.skipped.length} skipped`);
process.exit(failed === 0 ? 0 : 1);
