import semver from "semver";
import { expect, test } from "vitest";
import { findHigherRelease, type MovingTag, movingRange, versionTagOf } from "./moving-tag.ts";

const claim = (range: string, more: Partial<MovingTag> = {}): MovingTag => ({
  reference: "r.test/api:x",
  version: "1.2.3",
  range,
  versionTag: { before: "v", after: "" },
  ...more,
});

test.each([
  ["1.2.x", "v1.2.10"],
  ["1.x", "v1.3.0"],
  ["*", "v2.0.0"],
])("the highest version in %s has the tag", (range, imageTag) => {
  const tags = ["v1.2.3", "v1.2.10", "v1.2.9", "v1.3.0", "v2.0.0", "v3.0.0-rc.1", "main-sha1234567", "1.9.9", "key-12"];
  expect(findHigherRelease(claim(range), tags)?.imageTag).toBe(imageTag);
});

test("lower versions, prereleases and other images' decoration do not count", () => {
  expect(findHigherRelease(claim("*"), ["v1.2.2", "v1.2.3", "v2.0.0-rc.1", "v2.0.0-cuda", "2.0.0", "v1.2"])).toBeNull();
  expect(findHigherRelease(claim("*", { versionTag: { before: "", after: "-cuda" } }), ["v9.0.0", "2.0.0-cuda"])?.version).toBe("2.0.0");
  expect(findHigherRelease(claim("*", { versionTag: null }), ["v9.0.0"])).toBeNull();
});

test("what stands around the version is told from the tags themselves", () => {
  expect(versionTagOf(["1.2", "gpu-1.2.3-cuda", "1.2.3"], "1.2.3")).toEqual({ before: "gpu-", after: "-cuda" });
  expect(versionTagOf(["11.2.3", "1.2.34", "1.2.3.4", "1"], "1.2.3")).toBeNull();
});

test.each([
  ["the whole version", (v: semver.SemVer) => `v${v.version}`, null],
  ["major.minor", (v: semver.SemVer) => `${v.major}.${v.minor}`, "1.2.x"],
  ["major", (v: semver.SemVer) => `${v.major}`, "1.x"],
  ["no part of it", () => "stable", "*"],
])("a tag of %s moves over its range", (_, render, range) => {
  expect(movingRange(new semver.SemVer("1.2.3"), render)).toBe(range);
});
