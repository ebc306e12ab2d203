import { expect, test } from "vitest";
import { FileIndex } from "./file-index.ts";

const files = new FileIndex(["b/BB", "b/aA", "a/b.ts", "a/b/c.ts", "a/d.ts", "README.md", "a/b.ts", "b/x/aA", "b/x/C#"]);

test.each([
  ["aA", ["b/aA", "b/x/aA"]],
  // By the number that names are told apart by it is the same as the one before.
  ["BB", ["b/BB"]],
  ["README.md", ["README.md"]],
  ["b", []],
])("files called %s", (name, paths) => {
  expect(files.named(name)).toEqual(paths);
});

test("names that a test likes", () => {
  expect(files.matching((name) => name.endsWith(".ts"))).toEqual(["a/b.ts", "a/b/c.ts", "a/d.ts"]);
});

test.each([
  ["a/b.ts", true],
  ["a/b", false],
  ["a", false],
  ["README.md", true],
  [".", false],
  ["a/b/", false],
  ["a/zzz", false],
])("has %s: %s", (path, isThere) => {
  expect(files.has(path)).toBe(isThere);
});

test.each([
  ["a/b", true],
  ["a", true],
  ["b/x", true],
  ["a/b.ts", false],
  ["REA", false],
  [".", true],
])("holds files below %s: %s", (folder, holds) => {
  expect(files.holdsFilesBelow(folder)).toBe(holds);
});

test("a file in a submodule is found by the entry that git shows of it", () => {
  expect(files.entryAround("README.md/inside/it")).toBe("README.md");
  expect(files.entryAround("c/inside")).toBeNull();
});
