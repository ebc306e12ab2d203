import type { Reason } from "@sluice/affected";
import type { Image } from "../discovery/image.ts";
import type { ImageReason } from "./image-plan.ts";

/** Which images to build: all, those of some projects or images by name, or those a change affects, by their own names. */
export type ImageSelection =
  | { kind: "all" }
  | { kind: "named"; names: readonly string[] }
  | { kind: "affected"; reasons: ReadonlyMap<string, readonly Reason[]> };

/** The selected images by name, with the reasons. A name that is no project and no image is in `unknown`. */
export function selectImages(
  images: readonly Image[],
  selection: ImageSelection,
): { selected: Map<string, ImageReason[]>; unknown: string[] } {
  const selected = new Map<string, ImageReason[]>();
  if (selection.kind === "affected") {
    for (const { name } of images) {
      const reasons = selection.reasons.get(name) ?? [];
      if (reasons.length > 0) selected.set(name, [...reasons]);
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
