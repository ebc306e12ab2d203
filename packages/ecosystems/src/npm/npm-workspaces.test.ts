import { expect, test } from "vitest";
import { createMemberTest, parsePnpmWorkspace } from "./npm-workspaces.ts";

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

test("a pnpm-workspace.yaml that is broken is refused with its line", () => {
  expect(() => parsePnpmWorkspace("a: 1\npackages: [b\n", "pnpm-workspace.yaml")).toThrowError(
    expect.objectContaining({ code: "SLUICE_BROKEN_MANIFEST", message: expect.stringMatching(/^pnpm-workspace\.yaml:[23]: .*[^:]$/) }),
  );
});
