import type { Image } from "../discovery/image.ts";
import { contextName } from "../inputs/context-name.ts";

/**
 * Which of the repository's own images an image starts or copies from: by a full reference under `prefix`, whatever its
 * tag, or by the bare name; a tag that ends in `-cuda` names the variant. `FROM redis:7` in the image `redis` is the public one.
 * Keys are the references in the Dockerfile.
 */
export function imageBases(image: Image, images: readonly Image[], prefix: string | null): Map<string, Image> {
  const bases = new Map<string, Image>();
  const standIns = new Set(Object.keys(image.buildContexts).map(contextName));
  for (const reference of image.bases) {
    if (standIns.has(contextName(reference))) continue;
    const others = images.filter((other) => other.repository !== image.repository && isReferenceTo(reference, other, prefix));
    const base = others.find(({ variant }) => variant !== null) ?? others[0];
    if (base !== undefined) bases.set(reference, base);
  }
  return bases;
}

function isReferenceTo(reference: string, { name, repository, variant }: Image, prefix: string | null): boolean {
  const suffix = variant === null ? "" : `-${variant}`;
  if (reference === name || reference === `${repository}:latest${suffix}`) return true;
  const tagged = reference.replace(/@sha256:[0-9a-f]+$/, "");
  return prefix !== null && tagged.replace(/:[^/:]+$/, "") === `${prefix}/${repository}` && tagged.endsWith(suffix);
}
