import { expect, test } from "vitest";
import { toNxGlob } from "./to-nx-glob.ts";

test.each([
  ["shared/a b.ts", "shared/a b.ts"],
  ["app/(group)/[id].ts", "app/?group?/?id?.ts"],
  ["third_party/@acme/x/**", "third_party/@acme/x/**"],
  ["{a,b}/**", "?a,b?/**"],
])("%s is found by %s", (path, glob) => {
  expect(toNxGlob(path)).toBe(glob);
});
