import { SluiceError } from "@sluice/core";
import type { ImagePlan, PlannedImage } from "../plan/image-plan.ts";

/**
 * The part of a plan that a runner for `platforms` builds: each image for those of its platforms alone. Key and tags stay
 * those of the whole image. Throws SLUICE_UNKNOWN_PLATFORM for a platform that no image of the plan has. Pure.
 */
export function restrictPlatforms(plan: ImagePlan, platforms: readonly string[]): ImagePlan {
  const known = new Set(plan.images.flatMap((image) => image.platforms));
  const unknown = platforms.filter((platform) => !known.has(platform));
  if (plan.images.length > 0 && unknown.length > 0) {
    throw new SluiceError("SLUICE_UNKNOWN_PLATFORM", `${unknown.join(", ")}: no image of this plan is built for it`, {
      hint: `The images are built for ${[...known].join(", ")}; images.platforms in the configuration says so.`,
    });
  }
  const images = plan.images.map((image) => ({ ...image, platforms: image.platforms.filter((platform) => platforms.includes(platform)) }));
  return { ...plan, images: images.filter((image) => image.platforms.length > 0) };
}

/**
 * The reference for an image's content on some platforms, for builders that cannot push without a tag:
 * `<image>:key-<16 hex digits>-linux-arm64`. Null when the content is not all known. Pure.
 */
export function platformReference({ keyReference, platforms }: Pick<PlannedImage, "keyReference" | "platforms">): string | null {
  return keyReference === null ? null : `${keyReference}-${platforms.join("-").replaceAll("/", "-")}`;
}
