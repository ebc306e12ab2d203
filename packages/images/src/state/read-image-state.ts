import { createHash } from "node:crypto";
import type { Docker } from "../buildx/find-docker.ts";
import { type ImagePlan, type PlannedImage, isOnlyBase } from "../plan/image-plan.ts";
import { inParallel } from "../registry/in-parallel.ts";
import { readHeldImages } from "../registry/read-held-images.ts";
import { readRegistryImage } from "../registry/read-registry-image.ts";

/** How far a plan is carried out. */
export interface ImageState {
  /** Hash of what is to be there: the keys of the plan's images, and their tags. */
  wanted: string;
  /** Whether the registry has all of it, so that a build would find nothing to do. */
  isDone: boolean;
}

/**
 * Whether a build of `plan` would find nothing to do: the registry holds every image for its key, with its platforms and what is to
 * be attested, and every tag points to it. Sure rather than quick to say so: a tag that stays at a higher version is not done, nor an
 * image that has no key, cannot be built or is not to be pushed, and nor is anything when the registry does not answer as it should.
 * Throws the registry's errors.
 */
export async function readImageState(docker: Docker, plan: ImagePlan): Promise<ImageState> {
  const images = plan.images.filter((image) => !isOnlyBase(image));
  const wanted = hashOf(images);
  const canBeDone = plan.push && plan.unclear.length === 0 && images.every(isWhole);
  if (!canBeDone) return { wanted, isDone: false };
  const [held, tags] = await Promise.all([
    readHeldImages(docker, images),
    inParallel(
      images.flatMap((image) => image.tags.map((reference) => ({ image: image.name, reference }))),
      async ({ image, reference }) => ({ image, digest: (await readRegistryImage(docker, reference))?.digest }),
    ),
  ]);
  const isHeld = images.every(({ name }) => held.has(name));
  return { wanted, isDone: isHeld && tags.every(({ image, digest }) => held.get(image)?.digest === digest) };
}

function isWhole({ problem, keyReference, tags }: PlannedImage): boolean {
  return problem === null && keyReference !== null && tags.length > 0;
}

function hashOf(images: readonly PlannedImage[]): string {
  const parts = images.map(({ name, key, keyReference, tags, annotations }) => [name, key, keyReference, tags, annotations]);
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
