import { describe, expect, it } from "vitest";
import { makeImage, makeMetadata, makePlan } from "./make-image.fixture.ts";

describe("assembleImagePlan", () => {
  it("tags the selected images, and keeps each under its key", () => {
    const plan = makePlan([makeImage("api"), makeImage("web")], ["api"]);
    expect(plan).toMatchObject({ push: true, attestations: { provenance: "max", sbom: null }, sourceDateEpoch: 1_700_000_000 });
    expect(plan.images).toMatchObject([
      {
        name: "api",
        tags: ["r.test/shop/api:main-sha1a2b3c4", "r.test/shop/api:latest"],
        keyReference: "r.test/shop/api:key-api0000000000000",
        labels: { a: "1", "dev.sluice.key": "api".padEnd(64, "0") },
        annotations: { "index:a": "1", "index:dev.sluice.key": "api".padEnd(64, "0") },
      },
    ]);
  });

  it("adds what starts from a selected image, with the reason", () => {
    const images = [makeImage("base"), makeImage("api", { bases: ["r.test/shop/base:v1"] }), makeImage("top", { bases: ["api"] })];
    const plan = makePlan(images, ["base"]);
    expect(plan.images.map(({ name, reasons }) => [name, reasons])).toEqual([
      ["api", [{ kind: "base-image", reference: "r.test/shop/base:v1" }]],
      ["base", [{ kind: "requested" }]],
      ["top", [{ kind: "base-image", reference: "api" }]],
    ]);
    expect(plan.images[0]?.buildContexts).toEqual({ "r.test/shop/base:v1": "target:base" });
  });

  it("keeps a variant under its image's name, and starts from the variant that a tag names", () => {
    const images = [
      makeImage("base"),
      makeImage("base-cuda", { repository: "base", variant: "cuda" }),
      makeImage("api", { bases: ["r.test/shop/base:1.2-cuda"] }),
      makeImage("web", { bases: ["base:latest-cuda", "r.test/shop/base:1.2"] }),
    ];
    const plan = makePlan(images, ["base-cuda"]);
    expect(plan.images.map(({ name, buildContexts }) => [name, buildContexts])).toEqual([
      ["api", { "r.test/shop/base:1.2-cuda": "target:base-cuda" }],
      ["base", {}],
      ["base-cuda", {}],
      ["web", { "base:latest-cuda": "target:base-cuda", "r.test/shop/base:1.2": "target:base" }],
    ]);
    expect(plan.images[2]?.keyReference).toBe("r.test/shop/base:key-base-cuda0000000");
    expect(plan.images[1]?.reasons).toEqual([{ kind: "base-of", image: "web" }]);
  });

  it("leaves out images that start from each other, and says so", () => {
    const ring = [
      makeImage("api", { bases: ["web"] }),
      makeImage("web", { bases: ["api"] }),
      makeImage("own", { bases: ["r.test/shop/own:1"] }),
    ];
    const { images } = makePlan([...ring, makeImage("top", { bases: ["web"] })], ["top", "own"]);
    expect(images.map(({ name, problem }) => [name, problem?.code ?? null])).toEqual([
      ["api", "SLUICE_IMAGE_RING"],
      ["own", null],
      ["top", null],
      ["web", "SLUICE_IMAGE_RING"],
    ]);
    expect(images[0]?.problem?.message).toBe(
      "services/api/Dockerfile: api starts or copies from web, which starts from it: one of them has to come first",
    );
  });

  it("builds the base of a selected image without tagging it", () => {
    const plan = makePlan([makeImage("base"), makeImage("api", { bases: ["base"] })], ["api"]);
    expect(plan.images.map(({ name, reasons, tags, keyReference }) => ({ name, reasons, tags, keyReference }))).toMatchObject([
      { name: "api" },
      { name: "base", reasons: [{ kind: "base-of", image: "api" }], tags: [], keyReference: null },
    ]);
  });

  it("takes a public image for no image of its own: another tag, its own name, or a named context in its place", () => {
    const images = [
      makeImage("redis", { bases: ["redis"] }),
      makeImage("api", { bases: ["redis:7"] }),
      makeImage("web", { bases: ["redis"], buildContexts: { redis: "docker-image://x/redis" } }),
    ];
    expect(makePlan(images, ["api", "web"]).images.map(({ name, buildContexts }) => [name, buildContexts])).toEqual([
      ["api", {}],
      ["web", { redis: "docker-image://x/redis" }],
    ]);
  });

  it("never pushes on a pull request, or without a registry", () => {
    const pullRequest = new Map([["api", makeMetadata("r.test/shop/api", { push: false })]]);
    expect(makePlan([makeImage("api")], ["api"], { metadata: pullRequest }).push).toBe(false);
    expect(makePlan([makeImage("api")], ["api"], { prefix: null })).toMatchObject({ push: false, images: [{ keyReference: null }] });
  });

  it("says on the index what is attested, so that the registry tells in one answer whether it is enough", () => {
    const attestations = { provenance: "max" as const, sbom: { scanner: null } };
    const [image] = makePlan([makeImage("api")], ["api"], { attestations }).images;
    expect(image?.annotations).toMatchObject({ "index:dev.sluice.attestations": "provenance=max,sbom" });
  });

  it("keeps nothing under a key that is not known", () => {
    expect(makePlan([makeImage("api")], ["api"], { keys: new Map([["api", null]]) }).images).toMatchObject([
      { key: null, keyReference: null, labels: { a: "1" } },
    ]);
  });

  it("gives each warning once", () => {
    const warnings = [{ code: "SLUICE_X" as const, message: "x" }];
    const metadata = new Map(["api", "web"].map((name) => [name, makeMetadata(name, { warnings })]));
    expect(makePlan([makeImage("api"), makeImage("web")], ["api", "web"], { metadata, warnings }).warnings).toEqual(warnings);
  });
});
