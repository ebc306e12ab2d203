import type { Warning } from "@sluice/core";
import type { Image } from "../discovery/image.ts";
import type { UnclearDockerfile } from "../discovery/assemble-drafts.ts";
import type { Metadata } from "../metadata/compute-metadata.ts";
import { keyTag } from "./compute-image-key.ts";
import { imageBases } from "./image-bases.ts";
import { attestationsAnnotation, describeAttestations } from "./describe-attestations.ts";
import { type Attestations, type ImagePlan, type ImageReason, isOnlyBase, type PlannedImage } from "./image-plan.ts";
import { ownBases } from "./own-bases.ts";
import { BASES_ANNOTATION, renderRecordedBases } from "./recorded-bases.ts";

/** Everything a plan is made from, as values. */
export interface ImagePlanInput {
  /** All images of the repository. */
  images: readonly Image[];
  /** Names of the images to build, with the reasons. */
  selected: ReadonlyMap<string, readonly ImageReason[]>;
  /** Registry and path before an image's name: `ghcr.io/acme/shop`. Null: none is known, and nothing can be pushed. */
  prefix: string | null;
  /** Tags, labels and annotations by image name. */
  metadata: ReadonlyMap<string, Metadata>;
  /** Keys by image name. */
  keys: ReadonlyMap<string, string | null>;
  /** Digests of foreign bases by image name and reference, to be recorded with the image. */
  bases?: ReadonlyMap<string, ReadonlyMap<string, string | null>>;
  secrets: readonly string[];
  /** The commit's time. */
  commitTime: Date;
  attestations: Attestations;
  /** Dockerfiles that may be images too, where all were asked for. */
  unclear?: readonly UnclearDockerfile[];
  warnings?: readonly Warning[];
}

/**
 * Values → the plan: the selected images, those that start from one of them, and those that they start from. Pure.
 * Never pushes when the metadata says so, which is on pull requests.
 */
export function assembleImagePlan(input: ImagePlanInput): ImagePlan {
  const reasons = spreadSelection(input);
  const planned = input.images
    .filter(({ name }) => reasons.has(name))
    .map((image) => planImage(image, reasons.get(image.name) ?? [], input));
  const images = planned.map((image) => (image.problem === null ? { ...image, problem: findRing(image, planned) } : image));
  const metadata = images.flatMap(({ name }) => input.metadata.get(name) ?? []);
  const warnings = new Map(
    [...(input.warnings ?? []), ...metadata.flatMap((entry) => entry.warnings)].map((warning) => [
      `${warning.code} ${warning.message}`,
      warning,
    ]),
  );
  return {
    schemaVersion: 1,
    push: input.prefix !== null && metadata.every(({ push }) => push),
    sourceDateEpoch: Math.floor(input.commitTime.getTime() / 1000),
    attestations: input.attestations,
    secrets: [...input.secrets],
    images: images.sort((a, b) => (a.name < b.name ? -1 : 1)),
    unclear: [...(input.unclear ?? [])],
    warnings: [...warnings.values()],
  };
}

/** An image that starts from a selected one is selected too; one that a selected image starts from is built, but not tagged. Pure. */
export function spreadSelection({
  images,
  selected,
  prefix,
}: Pick<ImagePlanInput, "images" | "selected" | "prefix">): Map<string, ImageReason[]> {
  const reasons = new Map([...selected].map(([name, own]) => [name, [...own]]));
  const bases = new Map(images.map((image) => [image.name, imageBases(image, images, prefix)]));
  for (let count = -1; count !== reasons.size;) {
    count = reasons.size;
    for (const { name } of images) {
      const changed = [...(bases.get(name) ?? [])].find(([, base]) => reasons.has(base.name));
      if (changed !== undefined && !reasons.has(name)) reasons.set(name, [{ kind: "base-image", reference: changed[0] }]);
    }
  }
  const queue = [...reasons.keys()];
  for (const name of queue) {
    for (const base of bases.get(name)?.values() ?? []) {
      if (reasons.has(base.name)) continue;
      reasons.set(base.name, [{ kind: "base-of", image: name }]);
      queue.push(base.name);
    }
  }
  return reasons;
}

/** Images that start from each other cannot be built; buildx would refuse all others with them. */
function findRing({ name, dockerfile }: PlannedImage, images: readonly PlannedImage[]): Warning | null {
  const bases = ownBases(images, name);
  if (!bases.includes(name)) return null;
  const ring = bases.filter((base) => base !== name && ownBases(images, base).includes(name));
  const message = `${dockerfile}: ${name} starts or copies from ${ring.join(", ")}, which starts from it: one of them has to come first`;
  return { code: "SLUICE_IMAGE_RING", message };
}

function planImage(image: Image, reasons: readonly ImageReason[], input: ImagePlanInput): PlannedImage {
  const { images, prefix, metadata, keys, bases } = input;
  const onlyBase = isOnlyBase({ reasons });
  const none = { tags: [], moving: [], version: "", labels: {}, annotations: {} };
  const { tags, moving, version, labels, annotations } = metadata.get(image.name) ?? none;
  const key = keys.get(image.name) ?? null;
  const keyed = key === null ? {} : { "dev.sluice.key": key };
  const recorded = renderRecordedBases(bases?.get(image.name) ?? new Map());
  const onIndex = {
    ...keyed,
    [attestationsAnnotation]: describeAttestations(input.attestations),
    ...(recorded === null || recorded === "" ? {} : { [BASES_ANNOTATION]: recorded }),
  };
  const own = [...imageBases(image, images, prefix)].map(([reference, base]) => [reference, `target:${base.name}`]);
  return {
    name: image.name,
    project: image.project,
    reasons: [...reasons].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    tags: onlyBase ? [] : [...tags],
    moving: onlyBase ? [] : [...moving],
    version,
    keyReference: key === null || prefix === null || onlyBase ? null : `${prefix}/${image.repository}:${keyTag(key)}`,
    key,
    platforms: [...image.platforms],
    dockerfile: image.dockerfile,
    context: image.context,
    targetStage: image.targetStage,
    buildArgs: image.buildArgs,
    buildContexts: { ...image.buildContexts, ...Object.fromEntries(own) },
    labels: { ...labels, ...keyed },
    annotations: { ...annotations, ...Object.fromEntries(Object.entries(onIndex).map(([name, value]) => [`index:${name}`, value])) },
    problem: image.problem,
  };
}
