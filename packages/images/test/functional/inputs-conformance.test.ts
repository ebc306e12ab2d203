import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { computeImageInputs } from "../../src/inputs/compute-image-inputs.ts";

interface ConformanceCase {
  id: string;
  files: Record<string, string>;
  dockerfile: string;
  context: string;
  buildArgs?: Record<string, string>;
  buildContexts?: Record<string, string>;
  target?: string;
  expected: { must: string[]; no: string[] };
}

const file = resolve(import.meta.dirname, "../../../../../shared/conformance/image-inputs.json");
const isThere = existsSync(file);
const cases: ConformanceCase[] = isThere ? JSON.parse(readFileSync(file, "utf8")).cases : [];

describe("image inputs, as BuildKit was seen to use them", () => {
  it.each(cases)("$id", (testCase) => {
    const { inputs } = computeImageInputs({
      dockerfile: { path: testCase.dockerfile, text: testCase.files[testCase.dockerfile] ?? "" },
      context: testCase.context,
      files: Object.keys(testCase.files),
      ignoreFiles: new Map(Object.entries(testCase.files).filter(([path]) => path.endsWith(".dockerignore"))),
      buildArgs: testCase.buildArgs ?? {},
      buildContexts: testCase.buildContexts ?? {},
      targetStage: testCase.target ?? null,
      platform: "linux/amd64",
    });
    expect(
      testCase.expected.must.filter((path) => !inputs.includes(path)),
      "missed",
    ).toEqual([]);
    expect(
      testCase.expected.no.filter((path) => inputs.includes(path)),
      "needless",
    ).toEqual([]);
  });

  it("has cases", ({ skip }) => {
    skip(!isThere, "the folder of observed cases, ../shared/conformance, does not stand beside this checkout");
    expect(cases.length).toBeGreaterThan(0);
  });
});
