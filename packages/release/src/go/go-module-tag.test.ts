import { expect, test } from "vitest";
import { checkGoMajor, checkGoReplaces, goModuleTag } from "./go-module-tag.ts";

function make(path: string, root = "libs/auth") {
  return { name: "auth", root, manifest: `${root}/go.mod`, goModule: { path, localReplaces: [] } };
}

test.each([
  ["libs/auth", "example.com/shop/libs/auth", "1.2.3", "libs/auth/v1.2.3"],
  [".", "example.com/shop", "1.2.3", "v1.2.3"],
  ["libs/auth", "example.com/shop/libs/auth/v2", "2.0.0", "libs/auth/v2.0.0"],
  ["libs/auth/v2", "example.com/shop/libs/auth/v2", "2.0.0", "libs/auth/v2.0.0"],
  ["v3", "example.com/shop/v3", "3.0.0-rc.1", "v3/v3.0.0-rc.1"],
])("the module in %s, %s at %s has the tag %s", (root, path, version, tag) => {
  expect(goModuleTag(make(path, root), version)).toBe(tag);
});

test("a package that is no module for others has no such tag", () => {
  expect(goModuleTag({ root: "services/router" }, "1.0.0")).toBeNull();
});

test.each([
  ["example.com/auth", "1.9.0", true],
  ["example.com/auth", "0.1.0", true],
  ["example.com/auth/v2", "2.0.0", true],
  ["gopkg.in/auth.v1", "1.0.0", true],
  ["gopkg.in/auth.v2", "2.1.0", true],
  ["example.com/auth", "2.0.0", false],
  ["example.com/auth/v2", "3.0.0", false],
  ["example.com/auth/v2", "1.5.0", false],
])("%s at %s can be taken: %s", (path, version, expected) => {
  expect(checkGoMajor(make(path), version) === null).toBe(expected);
});

test("a local replacement is told with its line", () => {
  const source = {
    ...make("example.com/auth"),
    goModule: { path: "example.com/auth", localReplaces: [{ module: "example.com/core", line: 7 }] },
  };
  expect(checkGoReplaces(source)).toEqual([
    { code: "SLUICE_GO_REPLACE", message: expect.stringContaining("libs/auth/go.mod:7 takes example.com/core from a folder") },
  ]);
});
