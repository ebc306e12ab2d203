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

  it("gives each of several images of a project only the files that are its own", () => {
    const affected = { images: [{ project: "api", reasons: [{ kind: "file" as const, path: "services/api/cuda.py" }] }] };
    expect([...selectImages(images, { kind: "affected", affected }).selected]).toEqual([
      ["api-cuda", [{ kind: "file", path: "services/api/cuda.py" }]],
    ]);
  });

  it("gives all of a project's images a reason that is no file", () => {
    const affected = { images: [{ project: "api", reasons: [{ kind: "unknown-base" as const }] }] };
    expect([...selectImages(images, { kind: "affected", affected }).selected.keys()]).toEqual(["api", "api-cuda"]);
  });

  it("selects nothing when nothing is affected", () => {
    expect(selectImages(images, { kind: "affected", affected: { images: [] } }).selected.size).toBe(0);
  });
});
