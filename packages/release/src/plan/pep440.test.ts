import { expect, test } from "vitest";
import { fromPep440, toPep440 } from "./pep440.ts";

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
  ["1.1.0", "1.1.0"],
])("%s is written %s", (version, written) => {
  expect(toPep440(version)).toBe(written);
});
