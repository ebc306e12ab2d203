import { describe, expect, it } from "vitest";
import { parsePairs } from "./parse-pairs.ts";

describe("parsePairs", () => {
  it("splits at the first =, and the last value wins", () => {
    expect(parsePairs("--build-arg", ["A=1", "B=x=y", "A=", "A=2"])).toEqual({ A: "2", B: "x=y" });
  });

  it("takes a name alone from the environment, or leaves it out", () => {
    expect(parsePairs("--build-arg", ["A", "B"], { A: "1" })).toEqual({ A: "1" });
  });

  it("refuses a text without a name", () => {
    expect(() => parsePairs("--build-arg", ["=x"])).toThrow("--build-arg =x: there is no name");
  });
});
