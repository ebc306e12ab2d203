import { describe, expect, it } from "vitest";
import { makeImage } from "./make-image.fixture.ts";
import { selectImages } from "./select-images.ts";

const images = [makeImage("api"), makeImage("api-cuda", { project: "api", inputs: ["services/api/cuda.py"] }), makeImage("web")];

describe("selectImages", () => {
  it("takes a project's images, or one image, by name, and tells the names that are neither", () => {
    const { selected, unknown } = selectImages(images, { kind: "named", names: ["api", "none"] });
    expect([[...selected.keys()], unknown]).toEqual([["api", "api-cuda"], ["none"]]);
    expect([...selectImages(images, { kind: "named", names: ["api-cuda"] }).selected.keys()]).toEqual(["api-cuda"]);
  });

  it("takes an image's variants with it, and one of them alone", () => {
    const variants = [makeImage("api", { project: "p" }), makeImage("api-cuda", { project: "p", repository: "api", variant: "cuda" })];
    const named = (name: string) => [...selectImages(variants, { kind: "named", names: [name] }).selected.keys()];
    expect([named("api"), named("api-cuda")]).toEqual([["api", "api-cuda"], ["api-cuda"]]);
  });

  it("takes what a change affects, each of a project's images for its own reasons", () => {
    const reasons = new Map([["api-cuda", [{ kind: "file" as const, path: "services/api/cuda.py" }]]]);
    expect([...selectImages(images, { kind: "affected", reasons }).selected]).toEqual([...reasons]);
    expect(selectImages(images, { kind: "affected", reasons: new Map() }).selected.size).toBe(0);
  });
});
