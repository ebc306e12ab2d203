import { expect, test } from "vitest";
import { updateChartRange } from "./chart-range.ts";

test.each([
  ["1.0.0", "1.1.0"],
  ["^1.0.0", "^1.1.0"],
  ["~1.0", "~1.1.0"],
  [">=1.0.0", ">=1.1.0"],
  [">= 1.0.0", ">=1.1.0"],
  ["v1.0.0", "1.1.0"],
  ["1.0.x", "^1.1.0"],
  [">=0.5.0, <1.0.0", "^1.1.0"],
])("%s becomes %s", (range, expected) => {
  expect(updateChartRange(range, "1.1.0", false)).toBe(expected);
});

test.each(["1.x.x", "1.*", "*", ">=1.0.0 <2.0.0", ">=1.0.0, <2.0.0", "^1.1.0"])("%s stays", (range) => {
  expect(updateChartRange(range, "1.1.0", false)).toBeNull();
});

test("a snapshot is named exactly, whatever the range", () => {
  expect(updateChartRange("1.x.x", "0.0.0-pr-7-1a2b3c4", true)).toBe("0.0.0-pr-7-1a2b3c4");
});
