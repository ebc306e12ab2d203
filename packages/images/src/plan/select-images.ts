import type { AffectedResult } from "@sluice/affected";
import type { Image } from "../discovery/image.ts";
import type { ImageReason } from "./image-plan.ts";

/** Which images to build: all, those of some projects or images by name, or those a change affects. */
export type ImageSelection =
  | { kind: "all" }
  | { kind: "named"; names: readonly string[] }
  | { kind: "affected"; affected: Pick<AffectedResult, "images"> };

/** The selected images by name, with the reasons. A name that is no project and no image is in `unknown`. */
export function selectImages(
  images: readonly Image[],
  selection: ImageSelection,
): { selected: Map<string, ImageReason[]>; unknown: string[] } {
  const selected = new Map<string, ImageReason[]>();
  if (selection.kind === "affected") {
    for (const image of images) {
      const reasons = affectedReasons(image, images, selection.affected);
      if (reasons.length > 0) selected.set(image.name, reasons);
    }
    return { selected, unknown: [] };
  }
  for (const image of images) {
    if (selection.kind === "all" || namesOf(image).some((name) => selection.names.includes(name)))
      selected.set(image.name, [{ kind: "requested" }]);
  }
  const names = selection.kind === "named" ? selection.names : [];
  return { selected, unknown: names.filter((name) => !images.some((image) => namesOf(image).includes(name))) };
}

/** Its own, that of the image it is a variant of, and its project's. */
function namesOf({ name, repository, project }: Image): string[] {
  return [name, repository, project];
}

/** A project's reasons hold for its image; of several images, each takes the files that are among its own inputs. */
function affectedReasons(image: Image, images: readonly Image[], affected: Pick<AffectedResult, "images">): ImageReason[] {
  const reasons = affected.images.filter(({ project }) => project === image.project).flatMap((entry) => entry.reasons);
  const siblings = images.filter(({ project }) => project === image.project);
  return siblings.length < 2 ? reasons : reasons.filter((reason) => reason.kind !== "file" || image.inputs.includes(reason.path));
}
