import type { Docker } from "../buildx/find-docker.ts";
import { attestationsAnnotation, hasAttestations } from "../plan/describe-attestations.ts";
import { inParallel } from "./in-parallel.ts";
import { readRegistryImage } from "./read-registry-image.ts";
import type { RegistryImage } from "./registry-image.ts";

/** An image by its name, its key, and the platforms that count. */
export interface KeyedImage {
  name: string;
  key: string | null;
  keyReference: string | null;
  platforms: readonly string[];
  /** Of the index, with or without their level. */
  annotations: Readonly<Record<string, string>>;
}

/** The images that the registry holds for their key, on all platforms and with what is to be attested, by name. */
export async function readHeldImages(docker: Docker, images: readonly KeyedImage[]): Promise<Map<string, RegistryImage>> {
  const held = new Map<string, RegistryImage>();
  await inParallel(images, async ({ name, key, keyReference, platforms, annotations }) => {
    if (keyReference === null) return;
    const found = await readRegistryImage(docker, keyReference);
    // The tag holds but a part of the key; the annotation holds all of it.
    if (found === null || found.annotations["dev.sluice.key"] !== key) return;
    const wanted = annotations[attestationsAnnotation] ?? annotations[`index:${attestationsAnnotation}`];
    if (!hasAttestations(found.annotations[attestationsAnnotation], wanted)) return;
    if (platforms.every((platform) => found.platforms.includes(platform))) held.set(name, found);
  });
  return held;
}
