import { expect, test } from "vitest";
import { judge, renderPrecisionReport } from "./render-precision-report.ts";

test("counts what is reported and not so, and what is so and not reported", () => {
  expect(judge(["a", "b", "b", "c"], ["c", "d", "e"])).toEqual({ falseAlarms: 2, misses: 2 });
});

test("has a column a tool, with a dash where one could not answer", () => {
  const report = renderPrecisionReport({
    command: "npm run bench:precision",
    date: "2026-01-02",
    versions: ["git 2.39"],
    projects: 10,
    files: 100,
    tools: ["sluice", "nx"],
    rows: [
      {
        name: "a",
        affected: 3,
        verdicts: [
          { falseAlarms: 0, misses: 0 },
          { falseAlarms: 7, misses: 1 },
        ],
      },
      { name: "b", affected: 0, verdicts: [{ falseAlarms: 0, misses: 0 }, null] },
    ],
  });
  expect(report.split("\n").filter((line) => line.startsWith("|"))).toEqual([
    "| change | affected in truth | sluice | nx |",
    "| --- | --- | --- | --- |",
    "| a | 3 | 0 / 0 | 7 / 1 |",
    "| b | 0 | 0 / 0 | – |",
  ]);
});
