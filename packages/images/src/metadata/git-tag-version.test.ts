import { expect, test } from "vitest";
import { gitTagForImage } from "./git-tag-version.ts";

test.each([
  ["gateway@1.2.3", "gateway-worker", "gateway", "gateway-worker@1.2.3"],
  ["@scope/gateway@1.2.3", "worker", "@scope/gateway", "worker@1.2.3"],
  ["gateway/v1.3.0-rc.1", "worker", "gateway", "worker@1.3.0-rc.1"],
  ["gateway@1.2.3", "gateway", "gateway", "gateway@1.2.3"],
  ["gateway@1.2.3", "router", "router", "gateway@1.2.3"],
  ["v1.2.3", "worker", "gateway", "v1.2.3"],
  ["nightly", "worker", "gateway", "nightly"],
])("%s for the image %s of %s is %s", (gitTag, repository, project, expected) => {
  expect(gitTagForImage(gitTag, { repository, project })).toBe(expected);
});
