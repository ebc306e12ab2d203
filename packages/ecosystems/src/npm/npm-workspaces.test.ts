import { expect, test } from "vitest";
import { createMemberTest } from "./npm-workspaces.ts";

test.each([
  [["packages/*"], "packages/a/package.json", true],
  [["./packages/*/"], "packages/a/package.json", true],
  [["packages/*"], "packages/a/b/package.json", false],
  [["packages/**"], "packages/a/b/package.json", true],
  [["packages/*/package.json"], "packages/a/package.json", true],
  [["packages/*", "!packages/a"], "packages/a/package.json", false],
  [["!packages/a"], "packages/b/package.json", true],
  [["packages/*"], "package.json", false],
  [["."], "package.json", true],
  [[], "package.json", false],
])("globs %j and %s: %s", (globs, path, isMember) => {
  expect(createMemberTest({ root: ".", globs })(path)).toBe(isMember);
});

test("globs are relative to the workspace's own folder", () => {
  const isMember = createMemberTest({ root: "web", globs: ["apps/*"] });
  expect(["web/apps/a/package.json", "apps/a/package.json"].map(isMember)).toEqual([true, false]);
});
