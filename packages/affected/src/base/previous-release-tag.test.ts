import { expect, it } from "vitest";
import { lastReleaseTag, previousReleaseTag } from "./previous-release-tag.ts";

const tags = [
  "v1.0.0",
  "v1.2.0",
  "v1.10.0",
  "v1.11.0-rc.1",
  "gateway@1.0.0",
  "gateway@2.0.0-rc.1",
  "@acme/api@0.9.0",
  "libs/kit/v0.3.0",
  "nightly",
  "v9",
];

it.each([
  ["v1.11.0", "v1.10.0"],
  ["v1.11.0-rc.2", "v1.11.0-rc.1"],
  ["v1.2.1", "v1.2.0"],
  ["v1.0.0", null],
  ["gateway@2.0.0", "gateway@1.0.0"],
  ["gateway@2.0.0-rc.2", "gateway@2.0.0-rc.1"],
  ["gateway@1.0.0", null],
  ["@acme/api@1.0.0", "@acme/api@0.9.0"],
  ["libs/kit/v0.4.0", "libs/kit/v0.3.0"],
  ["other@1.0.0", null],
  ["nightly", null],
])("before %s comes %s", (gitTag, previous) => {
  expect(previousReleaseTag(gitTag, tags)).toBe(previous);
});

it.each([
  [["gateway@1.2.0", "gateway@1.10.0", "gateway@2.0.0-rc.1", "other@3.0.0", "v4.0.0"], "gateway@1.10.0"],
  [["services/gateway/v1.0.0", "services/gateway/v1.1.0"], "services/gateway/v1.1.0"],
  [["gateway@1.0.0-rc.1", "gateway@1.0.0-rc.2"], "gateway@1.0.0-rc.2"],
  [["v1.0.0", "v2.0.0", "other@3.0.0"], "v2.0.0"],
  [["other@1.0.0", "nightly"], null],
])("the last release among %j is %j", (gitTags, expected) => {
  expect(lastReleaseTag({ name: "gateway", root: "services/gateway" }, gitTags)).toBe(expected);
});
