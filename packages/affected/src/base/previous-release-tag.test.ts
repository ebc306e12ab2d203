import { expect, it } from "vitest";
import { previousReleaseTag } from "./previous-release-tag.ts";

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
