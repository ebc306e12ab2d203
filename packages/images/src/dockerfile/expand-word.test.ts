import { describe, expect, it } from "vitest";
import { expandWord } from "./expand-word.ts";

const variables = new Map([
  ["A", "one"],
  ["EMPTY", ""],
  ["PATHS", "/usr/lib/x.tar.gz"],
  ["WORDS", "a b"],
]);
const expand = (text: string) => expandWord(text, variables, { escape: "\\" }).text;

describe("expandWord", () => {
  it.each([
    ["$A/x", "one/x"],
    ["${A}x", "onex"],
    ["$Ax", ""],
    ["\\$A", "$A"],
    ["'$A'", "$A"],
    ['"$A b"', "one b"],
    ['"a\\"b\\c"', 'a"b\\c'],
    ["${NONE:-two}", "two"],
    ["${EMPTY:-two}", "two"],
    ["${EMPTY-two}", ""],
    ["${A:+two}", "two"],
    ["${EMPTY+two}", "two"],
    ["${EMPTY:+two}", ""],
    ["${NONE:-$A}", "one"],
    ["${NONE:-${A}/x}", "one/x"],
    ["${PATHS#*/}", "usr/lib/x.tar.gz"],
    ["${PATHS##*/}", "x.tar.gz"],
    ["${PATHS%.*}", "/usr/lib/x.tar"],
    ["${PATHS%%.*}", "/usr/lib/x"],
    ["${PATHS/lib/share}", "/usr/share/x.tar.gz"],
    ["${PATHS//\\//-}", "-usr-lib-x.tar.gz"],
    ["a$", "a$"],
    ["$1x", "x"],
  ])("%s → %s", (text, expected) => {
    expect(expand(text)).toBe(expected);
  });

  it.each([
    ["${A", "missing '}'"],
    ["${}", "bad substitution"],
    ["${A^}", "unsupported modifier (^)"],
    ["'open", "single quote"],
    ['"open', "double quote"],
    ["${NONE:?say it}", "NONE: say it"],
  ])("refuses %s", (text, message) => {
    expect(() => expand(text)).toThrow(message);
  });

  it("splits words at unquoted white space, after expansion", () => {
    expect(expandWord('x $WORDS "c d" e\\ f', variables, { escape: "\\" }).words).toEqual(["x", "a", "b", "c d", "e f"]);
  });

  it("tells what had no value", () => {
    expect(expandWord("$NONE$A", variables, { escape: "\\" }).unset).toEqual(["NONE"]);
  });
});
