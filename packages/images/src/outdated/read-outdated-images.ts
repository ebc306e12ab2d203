import type { Docker } from "../buildx/find-docker.ts";
import type { Image } from "../discovery/image.ts";
import { readBaseDigests } from "../plan/read-base-digests.ts";
import { isPinned } from "../plan/recorded-bases.ts";
import { inParallel } from "../registry/in-parallel.ts";
import { readRegistryImage } from "../registry/read-registry-image.ts";
import type { RegistryImage } from "../registry/registry-image.ts";
import { assembleOutdated, type OutdatedImages } from "./assemble-outdated.ts";

/** What {@link readOutdatedImages} is asked for. */
export interface OutdatedImagesRequest {
  /** All images of the repository. */
  images: readonly Image[];
  /** Names of those to look at. */
  wanted: ReadonlySet<string>;
  /** Registry and path before an image's name. */
  prefix: string;
  /** Full references by image name; the first that the registry holds is looked at. */
  references: ReadonlyMap<string, readonly string[]>;
}

/**
 * Which images were built from bases whose references point elsewhere now. Throws what the registry of the images
 * throws; a base's registry that cannot be asked makes its images unknown.
 */
export async function readOutdatedImages(docker: Docker, request: OutdatedImagesRequest): Promise<OutdatedImages> {
  const { images, wanted, prefix, references } = request;
  const chosen = images.filter(({ name }) => wanted.has(name));
  const bases = await readBaseDigests({ images, prefix, docker }, chosen);
  const observed = await inParallel(chosen, async (image) => {
    const present = bases.get(image.name) ?? new Map<string, string | null>();
    const canMove = [...present.keys()].some((reference) => !isPinned(reference));
    return { image, present, built: canMove ? await firstHeld(docker, references.get(image.name) ?? []) : null };
  });
  return assembleOutdated(observed);
}

async function firstHeld(docker: Docker, references: readonly string[]): Promise<RegistryImage | null> {
  for (const reference of references) {
    const found = await readRegistryImage(docker, reference);
    if (found !== null) return found;
  }
  return null;
}
