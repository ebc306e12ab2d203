import type { Image } from "../discovery/image.ts";
import { contextName } from "../inputs/context-name.ts";

/**
 * Which of the repository's own images an image starts or copies from: by a full reference under `prefix`, whatever its
 * tag, or by the bare name. `FROM redis:7` in the image `redis` is the public one. Keys are the references in the Dockerfile.
 */
export function imageBases(image: Image, images: readonly Image[], prefix: string | null): Map<string, Image> {
  const bases = new Map<string, Image>();
  const standIns = new Set(Object.keys(image.buildContexts).map(contextName));
  for (const reference of image.bases) {
    if (standIns.has(contextName(reference))) continue;
    const base = images.find((other) => other.name !== image.name && isReferenceTo(reference, other.name, prefix));
    if (base !== undefined) bases.set(reference, base);
  }
  return bases;
}

function isReferenceTo(reference: string, name: string, prefix: string | null): boolean {
  if (reference === name || reference === `${name}:latest`) return true;
  const repository = reference.replace(/@sha256:[0-9a-f]+$/, "").replace(/:[^/:]+$/, "");
  return prefix !== null && repository === `${prefix}/${name}`;
}
