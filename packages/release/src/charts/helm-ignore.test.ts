import { expect, test } from "vitest";
import { parseHelmIgnore } from "./helm-ignore.ts";

const isIgnored = parseHelmIgnore("# comment\n.git/\n*.tmp\n/only-here.txt\nci/*.yaml\n\n  .DS_Store  \n**/never\n");

test.each([
  [".git", true, true],
  ["files/.git", true, true],
  [".git", false, false],
  ["a.tmp", false, true],
  ["deep/er/a.tmp", false, true],
  ["only-here.txt", false, true],
  ["deep/only-here.txt", false, false],
  ["ci/values.yaml", false, true],
  ["ci/deep/values.yaml", false, false],
  [".DS_Store", false, true],
  ["never", false, false],
  ["templates/.swp", false, true],
  ["templates/deployment.yaml", false, false],
  ["Chart.yaml", false, false],
])("%s (folder: %s) is left out: %s", (path, isFolder, expected) => {
  expect(isIgnored(path, isFolder)).toBe(expected);
});
