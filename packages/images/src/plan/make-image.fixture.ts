import type { Image } from "../discovery/image.ts";
import type { Metadata } from "../metadata/compute-metadata.ts";
import { assembleImagePlan, type ImagePlanInput } from "./assemble-image-plan.ts";
import type { ImagePlan, ImageReason } from "./image-plan.ts";

/** An image with plain values, for tests. */
export function makeImage(name: string, more: Partial<Image> = {}): Image {
  return {
    name,
    repository: name,
    variant: null,
    project: name,
    dockerfile: `services/${name}/Dockerfile`,
    context: `services/${name}`,
    targetStage: null,
    buildArgs: {},
    buildContexts: {},
    platforms: ["linux/amd64", "linux/arm64"],
    inputs: [`services/${name}/Dockerfile`],
    sources: [],
    bases: [],
    starts: [],
    unset: [],
    remotes: [],
    missing: [],
    brought: [],
    problem: null,
    ...more,
  };
}

/** The metadata of an image on `main`, for tests. */
export function makeMetadata(image: string, more: Partial<Metadata> = {}): Metadata {
  const tags = [`${image}:main-sha1a2b3c4`, `${image}:latest`];
  return {
    schemaVersion: 1,
    version: "main-sha1a2b3c4",
    tags,
    moving: [],
    labels: { a: "1" },
    annotations: { "index:a": "1" },
    push: true,
    warnings: [],
    ...more,
  };
}

/** A plan that builds `selected` of `images`, for tests. */
export function makePlan(images: readonly Image[], selected: readonly string[], more: Partial<ImagePlanInput> = {}): ImagePlan {
  const reasons: ImageReason[] = [{ kind: "requested" }];
  return assembleImagePlan({
    images,
    selected: new Map(selected.map((name) => [name, reasons])),
    prefix: "r.test/shop",
    metadata: new Map(images.map(({ name }) => [name, makeMetadata(`r.test/shop/${name}`)])),
    keys: new Map(images.map(({ name }) => [name, name.padEnd(64, "0")])),
    secrets: [],
    commitTime: new Date(1_700_000_000_000),
    attestations: { provenance: "max", sbom: null },
    ...more,
  });
}
