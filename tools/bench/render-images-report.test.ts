import { expect, test } from "vitest";
import { renderImagesReport } from "./render-images-report.ts";

test("has a line for each measurement, and says of each goal whether it is reached", () => {
  const report = renderImagesReport({
    command: "npm run bench:images",
    date: "2026-01-02",
    machine: "m",
    versions: ["node 24"],
    many: 200,
    scripts: { laptop: "build", ci: "build --cache-from" },
    measurements: [
      { name: "ours", times: [1100, 1000, 1300] },
      { name: "bake", times: [1000] },
      { name: "script", times: [3000] },
    ],
    goals: [
      { name: "ours", of: "bake", most: 1.2 },
      { name: "ours", of: "script", least: 3 },
      { name: "bake", seconds: 1.5 },
    ],
    bounds: [
      { ours: "ours", least: "bake", of: "script", unchanged: 4 },
      { ours: "ours", least: "nobody", of: "script", unchanged: 4 },
      { ours: "ours", least: "ours", of: "script", unchanged: 4 },
    ],
  });
  expect(report.split("\n").filter((line) => line.startsWith("|"))).toEqual([
    "| what | median | least | most |",
    "| --- | --- | --- | --- |",
    "| ours | 1.10 s | 1.00 s | 1.30 s |",
    "| bake | 1.00 s | 1.00 s | 1.00 s |",
    "| script | 3.00 s | 3.00 s | 3.00 s |",
    "| goal | limit | measured | |",
    "| --- | --- | --- | --- |",
    "| ours | ≤ 1.2 × bake | 1.10 | reached |",
    "| ours | ≥ 3 times faster than script | 2.7 | not reached |",
    "| bake | < 1.5 s | 1.00 s | reached |",
  ]);
  expect(report).toContain("`bake` takes 1.00 s and is 3.0 times faster than `script`,\nwhich spends 0.50 s on each of the others.");
  expect(report).toContain("that is between 0.50 s and 0.85 s here. The generated service is made to lie between them, at 1.00 s.");
  expect(report).toContain(
    "`ours` takes 1.10 s and is 2.7 times faster than `script`,\nwhich spends 0.47 s on each of the others. Nothing that builds it",
  );
  expect(report).not.toContain("nobody");
});
