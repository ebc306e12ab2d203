import { array, assert, constantFrom, property } from "fast-check";
import picomatch from "picomatch";
import { expect, test } from "vitest";
import { isGlob, matcher } from "./glob.ts";

const names = ["a", "b.ts", ".c", "a+", "[ab]", "{a,b.ts}"];
const patterns = ["*", "*.ts", "**", "{a/b.ts,.c}", "!a", "@(a|b)", "", ".", "..", "?", "a*"];
const path = array(constantFrom(...names), { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
const glob = array(constantFrom(...names, ...patterns), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join("/"))
  .filter((text) => text !== "");

test("says of every path what picomatch says", () => {
  assert(
    property(glob, path, (pattern, file) => {
      expect([pattern, file, matcher([pattern])(file)]).toEqual([pattern, file, picomatch(pattern, { dot: true })(file)]);
    }),
    { numRuns: 3000 },
  );
});

test("takes for a glob what picomatch does", () => {
  assert(
    property(glob, (pattern) => isGlob(pattern) || !picomatch.scan(pattern).isGlob),
    { numRuns: 1000 },
  );
});

test("one of several is enough, none is none", () => {
  expect(["a", "b", "c/a"].filter(matcher(["a", "b"]))).toEqual(["a", "b"]);
  expect(matcher([])("a")).toBe(false);
});
