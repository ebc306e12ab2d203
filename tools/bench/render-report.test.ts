import { expect, test } from "vitest";
import { renderReport } from "./render-report.ts";

test("says which targets were reached, which were not and which nobody measured", () => {
  const report = renderReport({
    command: "npm run bench:affected",
    date: "2026-01-02",
    machine: "2 cores",
    versions: ["git 2.39"],
    projects: 10,
    files: 100,
    affected: 3,
    measurements: [
      { name: "floor", times: [30, 32, 100] },
      { name: "warm", times: [40, 48, 44] },
      { name: "cold", times: [400, 500] },
    ],
    targets: [
      { name: "warm", limit: 1.5, of: ["floor"] },
      { name: "cold", limit: 2, of: ["floor", "warm"] },
      { name: "cold", limit: 0.1, of: ["nx cold"] },
    ],
  });
  expect(report.split("\n").filter((line) => line.startsWith("|"))).toEqual([
    "| what | median | least | × floor |",
    "| --- | --- | --- | --- |",
    "| floor | 0.032 s | 0.030 s | 1.00 |",
    "| warm | 0.044 s | 0.040 s | 1.38 |",
    "| cold | 0.450 s | 0.400 s | 14.06 |",
    "| target | limit | measured | |",
    "| --- | --- | --- | --- |",
    "| warm | ≤ 1.5 × (floor) | 1.38 | reached |",
    "| cold | ≤ 2 × (floor + warm) | 5.92 | not reached |",
    "| cold | ≤ 0.1 × (nx cold) | – | not measured |",
  ]);
});
