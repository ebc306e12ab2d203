import { expect, test } from "vitest";
import { forPython, fromPep440, toPep440 } from "./pep440.ts";

test.each([
  ["0.1", "0.1.0"],
  ["1", "1.0.0"],
  ["1.2.3", "1.2.3"],
  ["1.1.0rc1", "1.1.0-rc.1"],
  ["1.1a2", "1.1.0-alpha.2"],
  ["1.1.0-beta.3", "1.1.0-beta.3"],
  ["1.0.dev0", "1.0.0-dev.0"],
  ["1.2.3-rc.1", "1.2.3-rc.1"],
  ["1.0.0.post1", "1.0.0.post1"],
  ["1.2.3+local", "1.2.3+local"],
])("%s counts as %s", (written, version) => {
  expect(fromPep440(written)).toBe(version);
});

test.each([
  ["1.1.0-rc.1", "1.1.0rc1"],
  ["1.1.0-alpha.2", "1.1.0a2"],
  ["1.1.0-beta.0", "1.1.0b0"],
  ["1.1.0-rc", "1.1.0rc0"],
  ["1.1.0", "1.1.0"],
  ["1.2.0-next.3", "1.2.0.dev3"],
  ["1.2.0-dev.3", "1.2.0.dev3"],
  ["1.2.0-5", "1.2.0.dev5"],
  ["0.0.0-pr-7-1a2b3c4", "0.0.0.dev27440068"],
  ["0.0.0-pr-7-0000001", "0.0.0.dev1"],
  ["1.3.0-pr-7-1a2b3c4", "1.3.0.dev27440068"],
  ["1.2.0-canary.1.2", "1.2.0-canary.1.2"],
  ["1.0.0.post1", "1.0.0.post1"],
])("%s is written %s", (version, written) => {
  expect(toPep440(version)).toBe(written);
});

test.each(["1.1.0-rc.1", "1.1.0-alpha.2", "1.1.0-beta.0", "1.2.0-dev.3", "1.2.3"])("%s is the same there and back", (version) => {
  expect(forPython(version)).toBe(version);
});

test("a prerelease whose word Python does not know is one under a word that it knows", () => {
  expect(forPython("1.2.0-next.3")).toBe("1.2.0-dev.3");
});
