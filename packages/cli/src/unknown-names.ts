import { hintNames, SluiceError } from "@sluice/core";
import type { Image } from "@sluice/images";

/** The error for names that are neither an image nor a project with one: SLUICE_UNKNOWN_IMAGE, with the nearest name. */
export function unknownNames(names: readonly string[], images: readonly Image[]): SluiceError {
  return new SluiceError("SLUICE_UNKNOWN_IMAGE", `${names.join(", ")}: no project with an image, and no image, has this name`, {
    hint: hintNames(
      names[0] ?? "",
      [...new Set(images.flatMap(({ name, project }) => [name, project]))],
      "This repository has no image that Sluice knows: see `sluice images plan --all`.",
    ),
  });
}
