import { describe, expect, test } from "vitest";
import { updateNpmRange, type DependencyField, type RangeRules, type ReleasedDependency } from "./npm-range.ts";

const rules: RangeRules = {
  updateInternalDependencies: "patch",
  onlyUpdatePeerDependentsWhenOutOfRange: false,
  bumpVersionsWithWorkspaceProtocolOnly: false,
  exact: false,
};
const minor: ReleasedDependency = { newVersion: "1.1.0", bump: "minor", root: "packages/lib" };

function update(range: string, dependency = minor, overrides: Partial<RangeRules> = {}, field: DependencyField = "dependencies") {
  return updateNpmRange({ range, field, dependency, rules: { ...rules, ...overrides } });
}

describe("updateNpmRange", () => {
  test.each([
    ["^1.0.0", "^1.1.0"],
    ["~1.0.0", "~1.1.0"],
    ["1.0.0", "1.1.0"],
    [">=1.0.0", ">=1.1.0"],
    [">=1.0.0 <2.0.0", ">=1.1.0 <2.0.0"],
    [">=1.0.0 <1.1.0", ">=1.1.0 <1.2.0"],
    ["workspace:^1.0.0", "workspace:^1.1.0"],
  ])("%s becomes %s", (range, expected) => {
    expect(update(range)).toBe(expected);
  });

  test.each([
    "*",
    "workspace:*",
    "workspace:^",
    "workspace:~",
    "file:../lib",
    "link:../lib",
    "workspace:packages/lib",
    "latest",
    "github:acme/lib",
  ])("%s stays", (range) => {
    expect(update(range)).toBeNull();
  });

  test("a range that fits stays below the configured bump, and follows when it no longer fits", () => {
    const patch: ReleasedDependency = { ...minor, newVersion: "1.0.1", bump: "patch" };
    expect(update("^1.0.0", patch, { updateInternalDependencies: "minor" })).toBeNull();
    expect(update("1.0.0", patch, { updateInternalDependencies: "minor" })).toBe("1.0.1");
  });

  test("a peer range that fits may be left alone by configuration", () => {
    expect(update("^1.0.0", minor, {}, "peerDependencies")).toBe("^1.1.0");
    expect(update("^1.0.0", minor, { onlyUpdatePeerDependentsWhenOutOfRange: true }, "peerDependencies")).toBeNull();
  });

  test("a dependency without a new version moves nothing", () => {
    expect(update("^1.0.0", { ...minor, bump: "none" })).toBeNull();
  });
});
