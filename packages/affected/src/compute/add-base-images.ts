import { isPublicNamesake, parseImageReference } from "@sluice/core/quick";
import { ReasonSet } from "./reason-set.ts";

/** What tells that an image is built from another one. */
export interface ImageBases {
  name: string;
  /** Last part of its reference: the name, or that of the image it is a variant of. */
  repository: string;
  /** References it starts from or copies from. */
  bases: readonly string[];
}

/** Adds the images that are built from one that has a reason. Over any number of steps; a cycle ends because every pass must find a new one. */
export function addBaseImages(reasons: ReasonSet, images: readonly ImageBases[]): void {
  let found = true;
  while (found) {
    found = false;
    for (const { name, repository, bases } of images) {
      const before = reasons.has(name);
      for (const reference of bases)
        if (imagesOf(reference, repository, images).some((image) => reasons.has(image.name)))
          reasons.add(name, { kind: "base-image", reference });
      if (!before && reasons.has(name)) found = true;
    }
  }
}

/** The images of this repository that a reference in the Dockerfile of `repository` may mean; its own is another registry's of that name. */
export function imagesOf<Image extends Pick<ImageBases, "name" | "repository" | "bases">>(
  reference: string,
  repository: string,
  images: readonly Image[],
): Image[] {
  const { name: base } = parseImageReference(reference);
  if (base === repository) return [];
  const called = images.filter((image) => image.name === base || image.repository === base);
  return called.filter(({ bases }) => !isPublicNamesake(reference, bases));
}
