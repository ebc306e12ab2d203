import type { AffectedResult } from "../result.ts";
import { addBaseImages, type ImageBases } from "./add-base-images.ts";
import { compareText, ReasonSet } from "./reason-set.ts";

/**
 * Counts images whose bases have moved as affected, and those that are built from them, with the reason `base-image`. Pure;
 * gives a new result. `moved`: references by image name.
 */
export function addMovedBases(
  result: AffectedResult,
  images: readonly (ImageBases & { project: string })[],
  moved: ReadonlyMap<string, readonly string[]>,
): AffectedResult {
  const byImage = new ReasonSet();
  for (const [name, references] of moved) for (const reference of references) byImage.add(name, { kind: "base-image", reference });
  addBaseImages(byImage, images);
  const byProject = new ReasonSet();
  for (const { project, reasons } of result.images) for (const reason of reasons) byProject.add(project, reason);
  for (const { name, project } of images) for (const reason of byImage.sorted(name)) byProject.add(project, reason);
  const projects = byProject.names().sort(compareText);
  return { ...result, images: projects.map((project) => ({ project, reasons: byProject.sorted(project) })) };
}
