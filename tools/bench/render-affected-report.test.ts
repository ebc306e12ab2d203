import { expect, test } from "vitest";
import { renderAffectedReport, type MonorepoReport } from "./render-affected-report.ts";

const small: MonorepoReport = {
  projects: 10,
  files: 100,
  languages: "npm",
  affected: 3,
  affectedByBump: 2,
  measurements: [
    { name: "floor", times: [30, 32, 100], memory: 41.2 },
    { name: "sluice, committed range", times: [40, 48, 44], memory: 61 },
    { name: "cold", times: [400, 500], memory: null },
  ],
  targets: [
    { name: "sluice, committed range", limit: 1.5, of: ["floor"] },
    { name: "cold", limit: 2, of: ["floor", "sluice, committed range"] },
    { name: "cold", limit: 0.1, of: ["nx cold"] },
    { name: "cold", seconds: 0.45 },
    { name: "sluice, committed range", megabytes: 60 },
    { name: "cold", megabytes: 60 },
  ],
};

test("says which targets were reached, which were not and which nobody measured", () => {
  const mixed: MonorepoReport = { ...small, languages: "mixed", projects: 20, measurements: [], targets: [] };
  const large = { ...small, projects: 50, measurements: [{ name: "sluice, committed range", times: [66], memory: null }], targets: [] };
  const report = renderAffectedReport({
    command: "npm run x",
    date: "2026-01-02",
    machine: "2 cores",
    versions: ["git 2.39"],
    monorepos: [small, large, mixed],
  });
  expect(
    report
      .split("\n")
      .filter((line) => line.startsWith("|"))
      .slice(0, 13),
  ).toEqual([
    "| what | median | least | × floor | memory |",
    "| --- | --- | --- | --- | --- |",
    "| floor | 0.032 s | 0.030 s | 1.00 | 41 MB |",
    "| sluice, committed range | 0.044 s | 0.040 s | 1.38 | 61 MB |",
    "| cold | 0.450 s | 0.400 s | 14.06 | – |",
    "| target | limit | measured | |",
    "| --- | --- | --- | --- |",
    "| sluice, committed range | ≤ 1.5 × (floor) | 1.38 | reached |",
    "| cold | ≤ 2 × (floor + sluice, committed range) | 5.92 | not reached |",
    "| cold | ≤ 0.1 × (nx cold) | – | not measured |",
    "| cold | ≤ 0.45 s | 0.45 s | reached |",
    "| sluice, committed range | ≤ 60 MB | 61 MB | not reached |",
    "| cold | ≤ 60 MB | – | not measured |",
  ]);
  expect(report).toContain("With 5 times the projects, the remembered answer (sluice, committed range) takes 1.50 times as long.");
});
