import type { AffectedResult } from "@sluice/affected";

/** A GitHub Actions matrix: one job for each affected project. */
export interface AffectedMatrix {
  include: { project: string; root: string; type: "app" | "lib"; targets: string[]; image: boolean }[];
}

/** `image` says whether the project's image is affected as well. */
export function affectedMatrix({ projects, images }: AffectedResult): AffectedMatrix {
  const withImage = new Set(images.map(({ project }) => project));
  return { include: projects.map(({ name, root, type, targets }) => ({ project: name, root, type, targets, image: withImage.has(name) })) };
}
