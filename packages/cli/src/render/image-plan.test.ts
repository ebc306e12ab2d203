import type { ImageBuildResult, ImagePlan, ImageReason, PlannedImage } from "@sluice/images";
import { describe, expect, it } from "vitest";
import { renderImageBuild, renderImageFindings, renderImagePlan, renderPlatformBuild } from "./image-plan.ts";

const image: PlannedImage = {
  name: "api",
  project: "api",
  reasons: [{ kind: "file", path: "services/api/a.ts" }],
  tags: ["r.test/api:main-sha1a2b3c4", "r.test/api:latest"],
  moving: [],
  version: "main-sha1a2b3c4",
  key: null,
  keyReference: null,
  platforms: ["linux/amd64", "linux/arm64"],
  dockerfile: "services/api/Dockerfile",
  context: "services/api",
  targetStage: null,
  buildArgs: {},
  buildContexts: {},
  labels: {},
  annotations: {},
  problem: null,
};
const plan = (images: PlannedImage[], push = true): ImagePlan => ({
  schemaVersion: 1,
  push,
  sourceDateEpoch: 0,
  attestations: { provenance: "max", sbom: null },
  secrets: [],
  images,
  unclear: [],
  warnings: [],
});

describe("renderImagePlan", () => {
  it("says what is built, why, and under which tags", () => {
    expect(renderImagePlan(plan([image]))).toBe(
      [
        "1 image to build",
        "  api  linux/amd64, linux/arm64",
        "    because services/api/a.ts changed",
        "    r.test/api:main-sha1a2b3c4",
        "    r.test/api:latest",
      ].join("\n"),
    );
  });

  it("shows a few of many reasons, and a problem", () => {
    const reasons = Array.from({ length: 6 }, (_, index): ImageReason => ({ kind: "file", path: `${index}` }));
    const text = renderImagePlan(
      plan([{ ...image, reasons, problem: { code: "SLUICE_BROKEN_DOCKERFILE", message: "services/api/Dockerfile:2: x" } }], false),
    );
    expect(text).toContain("1 image to build, none to push");
    expect(text).toContain("    because 3 changed\n    because of 2 reasons more");
    expect(text).toContain("cannot be built: services/api/Dockerfile:2: x");
  });

  it("says so when there is nothing", () => {
    expect(renderImagePlan(plan([]))).toBe("Nothing to build: no image is affected.");
  });
});

describe("renderImageBuild", () => {
  it("tells built, promoted and failed images apart", () => {
    const built = { name: "api", project: "api", digest: "sha256:1", tags: ["r.test/api:1"], reasons: [], action: "built" as const };
    const failures = [{ name: "web", problem: { code: "SLUICE_BROKEN_DOCKERFILE" as const, message: "x" } }];
    expect(
      renderImageBuild(
        { schemaVersion: 1, images: [built, { ...built, name: "base", action: "promoted" }], failures, warnings: [] },
        plan([image]),
      ),
    ).toBe(
      [
        "api  built  sha256:1",
        "  r.test/api:1",
        "base  tagged again, the same bytes  sha256:1",
        "  r.test/api:1",
        "web  failed  SLUICE_BROKEN_DOCKERFILE: x",
      ].join("\n"),
    );
  });

  it("tells why nothing was built", () => {
    const nothing: ImageBuildResult = { schemaVersion: 1, images: [], failures: [], warnings: [] };
    expect(renderImageBuild(nothing, plan([]))).toBe("Nothing to build: no image is affected.");
    expect(renderImageBuild(nothing, plan([{ ...image, tags: [] }]))).toBe(
      "Nothing is built: this event gives no tag to api, and what has no tag cannot be pushed.",
    );
    expect(renderPlatformBuild({ schemaVersion: 1, images: [], failures: [] }, plan([image]))).toBe("Nothing is pushed.");
  });
});

describe("renderImageFindings", () => {
  it("has one line for each finding", () => {
    expect(renderImageFindings([{ code: "SLUICE_RUNS_AS_ROOT", reference: "r/x:1", message: "linux/amd64 runs as root" }], 1)).toBe(
      "SLUICE_RUNS_AS_ROOT  r/x:1  linux/amd64 runs as root",
    );
  });

  it("says how many are as they should be", () => {
    expect([renderImageFindings([], 2), renderImageFindings([], 0)]).toEqual([
      "2 images verified: all as it should be.",
      "There is no image to verify.",
    ]);
  });
});
