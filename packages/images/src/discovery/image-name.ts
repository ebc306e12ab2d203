import { unscopedName } from "./find-dockerfiles.ts";

/**
 * The name of an inferred image: the project's without its scope for a `Dockerfile`, `<project>-<suffix>` for
 * `Dockerfile.<suffix>` – unless the suffix is the project's name itself. In lower case, with `-` for what a registry refuses.
 */
export function imageName(project: string, suffix: string | null): string {
  const own = repositoryPart(unscopedName(project));
  if (suffix === null) return own;
  const part = repositoryPart(suffix);
  return part === own ? own : `${own}-${part}`;
}

function repositoryPart(text: string): string {
  const part = text
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+|[._-]+$/g, "")
    .replace(/\.{2,}|_{3,}|[._-]*(?:\._|_\.|\.-|-\.|_-|-_)[._-]*/g, "-");
  return part === "" ? "image" : part;
}
