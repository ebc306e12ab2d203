import { expect, test } from "vitest";
import { nextChartVersion } from "./chart-version.ts";

test.each([
  ["1.2.2", "1.2.2", "1.3.0", "minor", "1.3.0"],
  ["0.4.1", "1.2.2", "1.3.0", "minor", "0.5.0"],
  ["3.0.0", "1.2.2", "1.2.3", "patch", "3.0.1"],
  ["3.0.0", "1.2.2", "2.0.0", "major", "4.0.0"],
  ["0.4.1", "1.2.2", "1.3.0-rc.0", "minor", "0.5.0-rc.0"],
  ["0.5.0-rc.0", "1.3.0-rc.0", "1.3.0-rc.1", "minor", "0.5.0-rc.1"],
  ["0.5.0-rc.1", "1.3.0-rc.1", "1.3.0", "minor", "0.5.0"],
  ["0.4.1", "1.2.2", "1.2.2", "none", "0.4.1"],
  ["latest", "1.2.2", "1.2.3", "patch", "latest"],
] as const)("a chart at %s, its service from %s to %s: %s → %s", (chart, oldVersion, newVersion, bump, expected) => {
  expect(nextChartVersion(chart, { oldVersion, newVersion, bump })).toBe(expected);
});
