import type { Reporter, TestModule } from "vitest/node";

/** What a run came to, and every skipped test with the reason it gave. */
export interface TestCounts {
  passed: number;
  failed: number;
  skipped: { name: string; reason: string }[];
}

/** Hands the counts of a finished run to `onCounts`. A module that could not be loaded counts as one failed test. */
export function closingLineReporter(onCounts: (counts: TestCounts) => void): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const counts: TestCounts = { passed: 0, failed: unhandledErrors.length, skipped: [] };
      for (const module of modules) count(module, counts);
      onCounts(counts);
    },
  };
}

function count(module: TestModule, counts: TestCounts): void {
  counts.failed += module.errors().length;
  for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
  for (const test of module.children.allTests()) {
    const result = test.result();
    if (result.state === "passed") counts.passed += 1;
    else if (result.state === "skipped")
      counts.skipped.push({ name: `${module.relativeModuleId} > ${test.fullName}`, reason: result.note ?? "no reason given" });
    else counts.failed += 1;
  }
}
