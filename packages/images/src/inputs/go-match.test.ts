import { describe, expect, it } from "vitest";
import { goMatcher, hasWildcard } from "./go-match.ts";

describe("goMatcher", () => {
  it.each([
    ["*.json", "a.json", true],
    ["*.json", "a/b.json", false],
    ["apps/*/package.json", "apps/web/package.json", true],
    ["a?c", "abc", true],
    ["a?c", "a/c", false],
    ["[dp]*.conf", "prod.conf", true],
    ["[^dp]*.conf", "prod.conf", false],
    ["[a-c]x", "bx", true],
    ["[[]x].conf", "[x].conf", true],
    ["a\\*b", "a*b", true],
    ["a\\*b", "axb", false],
    ["a.c", "abc", false],
    ["[^x]", "/", false],
    ["é?", "éà", true],
    ["pnpm-*.yaml", "pnpm-lock.yaml", true],
    ["x[\\-a]", "x-", true],
    ["x[\\--a]", "x]", true],
    ["a{b}(c)|$^+/", "a{b}(c)|$^+/", true],
  ])("%s on %s: %s", (pattern, path, expected) => {
    expect(goMatcher(pattern)?.(path)).toBe(expected);
  });

  it.each(["[", "[a", "[]a]", "a\\", "[a-]"])("%s is malformed", (pattern) => {
    expect(goMatcher(pattern)).toBeNull();
  });

  it("tells a pattern from a path", () => {
    expect(["a/b", "a\\*b", "a*", "[x]"].map(hasWildcard)).toEqual([false, false, true, true]);
  });
});
