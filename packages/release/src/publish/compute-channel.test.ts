import { expect, test } from "vitest";
import { computeChannel } from "./compute-channel.ts";

const gitTags = ["ui@1.2.3", "ui@1.3.0", "ui@2.0.0", "ui@3.0.0-rc.1", "ui-kit@9.0.0", "nightly"];

test.each([
  ["2.0.0", "latest", true],
  ["2.0.1", "latest", true],
  ["1.3.1", "release-1.x", false],
  ["1.2.4", "release-1.2.x", false],
  ["3.0.0-rc.2", "rc", false],
  ["3.0.0-next.0", "next", false],
  ["3.0.0-0", "next", false],
  ["3.0.0-x", "next", false],
  ["3.0.0-latest.1", "next", false],
])("ui %s is %s", (version, distTag, isLatest) => {
  expect(computeChannel({ name: "ui", version, gitTags })).toEqual({ distTag, isLatest });
});

test("a common tag is everybody's version", () => {
  expect(computeChannel({ name: "ui", version: "1.0.1", gitTags: ["v1.1.0"] }).distTag).toBe("release-1.0.x");
});
