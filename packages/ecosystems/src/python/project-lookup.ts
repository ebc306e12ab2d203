import type { ManifestProject } from "../model/reading.ts";
import { NamedFolders } from "../text/named-folders.ts";
import { nameOf } from "../text/paths.ts";
import { normalizePackageName } from "./package-name.ts";

/** The Python projects by folder and by name. */
export interface ProjectLookup {
  roots: ReadonlySet<string>;
  named: NamedFolders;
}

/** A project that only has a requirements.txt has no name that others could ask for. */
export function createLookup(projects: readonly ManifestProject[]): ProjectLookup {
  return {
    roots: new Set(projects.map(({ root }) => root)),
    named: new NamedFolders(
      projects
        .filter(({ manifest }) => nameOf(manifest) !== "requirements.txt")
        .map(({ name, root }) => [normalizePackageName(name), root]),
    ),
  };
}
