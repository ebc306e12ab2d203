import { expect, test } from "vitest";
import { pathPatterns } from "./path-patterns.ts";

const paths = [".env", "a.log", "a.txt", "b(1).txt", "dir/a.log", "dir/keep.md", "dir/sub/z.txt", "dist", "lib/dist/x.js", "x+y"];

// What BuildKit 0.13.2 kept out of a context with these lines.
test.each<[patterns: string[], matched: string[]]>([
  [["*.log"], ["a.log"]],
  [["**.log"], ["a.log", "dir/a.log"]],
  [["**/*.log"], ["a.log", "dir/a.log"]],
  [["**/dist"], ["dist", "lib/dist/x.js"]],
  [["dir/**"], ["dir/a.log", "dir/keep.md", "dir/sub/z.txt"]],
  [["di**"], ["dir/a.log", "dir/keep.md", "dir/sub/z.txt", "dist"]],
  [
    ["dir", "!dir/sub"],
    ["dir/a.log", "dir/keep.md"],
  ],
  [
    ["dir", "!dir/**/z.txt"],
    ["dir/a.log", "dir/keep.md"],
  ],
  [
    ["!dir/keep.md", "dir"],
    ["dir/a.log", "dir/keep.md", "dir/sub/z.txt"],
  ],
  [
    ["*", "!**.md", "!lib"],
    [".env", "a.log", "a.txt", "b(1).txt", "dir/a.log", "dir/sub/z.txt", "dist", "x+y"],
  ],
  [
    ["b(1).txt", "x+y", "+", "(", "{a,b}.txt"],
    ["b(1).txt", "x+y"],
  ],
  [["[ab].*"], ["a.log", "a.txt"]],
  [["[^a].*", ".e*"], [".env"]],
  [["a\\.log", "\\[x\\]"], ["a.log"]],
  [["["], []],
  [
    ["dir/../a.txt", "./dist/"],
    ["a.txt", "dist"],
  ],
])("%j", (patterns, matched) => {
  expect(paths.filter(pathPatterns(patterns))).toEqual(matched);
});
