import { describe, expect, it } from "vitest";
import { requirePlatforms } from "./require-platforms.ts";

describe("requirePlatforms", () => {
  it("takes what builders have", () => {
    expect(() => requirePlatforms(["linux/amd64", "linux/arm64", "linux/arm/v7", "linux/amd64/v3", "windows/amd64"])).not.toThrow();
  });

  it("names all that no builder has", () => {
    expect(() => requirePlatforms(["linux/arm46", "linux/amd64", "linux", "amd64", "linux/arm/7", "linux/arm/v7/x"])).toThrow(
      expect.objectContaining({
        code: "SLUICE_UNKNOWN_PLATFORM",
        message: "linux/arm46, linux, amd64, linux/arm/7, linux/arm/v7/x: no such platform",
      }),
    );
  });
});
