import { describe, expect, it } from "vitest";
import { makeImage, makePlan } from "../plan/make-image.fixture.ts";
import { platformReference, restrictPlatforms } from "./restrict-platforms.ts";

describe("restrictPlatforms", () => {
  it("keeps key and tags of the whole image, and leaves out an image that is for other platforms", () => {
    const plan = makePlan([makeImage("api"), makeImage("web", { platforms: ["linux/amd64"] })], ["api", "web"]);
    const { images } = restrictPlatforms(plan, ["linux/arm64"]);
    expect(images).toEqual([{ ...plan.images[0], platforms: ["linux/arm64"] }]);
  });

  it("refuses a platform that no image has", () => {
    expect(() => restrictPlatforms(makePlan([makeImage("api")], ["api"]), ["linux/s390x"])).toThrow(
      expect.objectContaining({ code: "SLUICE_UNKNOWN_PLATFORM", message: "linux/s390x: no image of this plan is built for it" }),
    );
  });
});

it("platformReference names key and platforms", () => {
  expect(platformReference({ keyReference: "r.test/a:key-1", platforms: ["linux/arm/v7"] })).toBe("r.test/a:key-1-linux-arm-v7");
  expect(platformReference({ keyReference: null, platforms: ["linux/arm64"] })).toBeNull();
});
