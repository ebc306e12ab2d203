import type { PlannedImage } from "./image-plan.ts";

/** Names of the repository's own images that `name` starts or copies from, the nearest first; itself among them where they start from each other. Pure. */
export function ownBases(images: readonly Pick<PlannedImage, "name" | "buildContexts">[], name: string): string[] {
  const found = new Set(directBases(images, name));
  for (const next of found) for (const base of directBases(images, next)) found.add(base);
  return [...found];
}

function directBases(images: readonly Pick<PlannedImage, "name" | "buildContexts">[], name: string): string[] {
  const contexts = Object.values(images.find((image) => image.name === name)?.buildContexts ?? {});
  return contexts.flatMap((context) => (context.startsWith("target:") ? [context.slice("target:".length)] : []));
}
