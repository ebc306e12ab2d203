import { describe, expect, test } from "vitest";
import { findWrittenRange, updateEcosystemRange } from "./ecosystem-range.ts";

describe("updateEcosystemRange", () => {
  test.each([
    [">=1.0.0,<2", ">=1.1.0,<2"],
    [">=0.9, <1", ">=1.1.0, <2"],
    ["==1.0.0", "==1.1.0"],
    ["~=1.0", "~=1.1.0"],
    ["<=1.0.0", "<=1.1.0"],
  ])("python %s becomes %s", (range, expected) => {
    expect(updateEcosystemRange("python", range, "1.1.0")).toBe(expected);
  });

  test.each(["==1.*", "<2", "!=1.0.1"])("python %s stays", (range) => {
    expect(updateEcosystemRange("python", range, "1.1.0")).toBeNull();
  });

  test.each([
    ["1.0.0", "1.1.0"],
    ["=1.0.0", "=1.1.0"],
    ["^1.0", "^1.1.0"],
    [">=0.5, <1", "^1.1.0"],
  ])("cargo %s becomes %s", (range, expected) => {
    expect(updateEcosystemRange("cargo", range, "1.1.0")).toBe(expected);
  });

  test.each(["*", ">=1, <2"])("cargo %s stays", (range) => {
    expect(updateEcosystemRange("cargo", range, "1.1.0")).toBeNull();
  });

  test.each([
    ["python", ">=1.0.0,<2", "1.1.0-rc.1", ">=1.1.0rc1,<2"],
    ["python", "==1.0.0", "1.1.0-rc.1", "==1.1.0rc1"],
    ["cargo", "^1.0", "1.1.0-rc.1", "^1.1.0-rc.1"],
  ] as const)("%s %s follows a prerelease: %s", (ecosystem, range, version, expected) => {
    expect(updateEcosystemRange(ecosystem, range, version)).toBe(expected);
  });

  test.each([
    ["python", ">=1.0.0,<2", "==0.0.0.dev27440068"],
    ["cargo", "^1.0", "=0.0.0-pr-7-1a2b3c4"],
    ["cargo", "*", "=0.0.0-pr-7-1a2b3c4"],
    ["go", "v1.0.0", null],
  ] as const)("%s %s names a snapshot exactly", (ecosystem, range, expected) => {
    expect(updateEcosystemRange(ecosystem, range, "0.0.0-pr-7-1a2b3c4", true)).toBe(expected);
  });

  test("a go module has no range to follow", () => {
    expect(updateEcosystemRange("go", "v1.0.0", "1.1.0")).toBeNull();
  });
});

describe("findWrittenRange", () => {
  test("python, whatever way the name is spelt", () => {
    const manifest = 'dependencies = ["fastapi>=0.100", "Acme_Telemetry[otel] >=1.0,<2 ; python_version > \'3\'"]';
    expect(findWrittenRange("python", manifest, "acme-telemetry")).toBe(">=1.0,<2");
    expect(findWrittenRange("python", 'dependencies = ["telemetry"]', "telemetry")).toBeNull();
  });

  test("cargo, as a string and in a table", () => {
    expect(findWrittenRange("cargo", 'omega-core = "1.0"', "omega-core")).toBe("1.0");
    expect(findWrittenRange("cargo", 'omega-core = { path = "crates/omega-core", version = "=1.0.0" }', "omega-core")).toBe("=1.0.0");
    expect(findWrittenRange("cargo", 'omega-core = { path = "crates/omega-core" }', "omega-core")).toBeNull();
  });
});
