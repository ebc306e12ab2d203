import type { SharedFile } from "../model/reading.ts";
import { compareText } from "../text/compare-text.ts";
import { folderAndAncestors, resolveReference } from "../text/paths.ts";
import { readManifests } from "../text/read-manifests.ts";
import type { ReadingContext } from "../workspace/reading-context.ts";
import { parseRequirements, type RequirementsManifest } from "./parse-requirements.ts";
import type { ProjectLookup } from "./project-lookup.ts";

/** The files with the name of one, and those that they include, whatever they are called, over any number of steps. */
export async function readRequirements({ files, ignored, readFile }: ReadingContext): Promise<RequirementsManifest[]> {
  const named = files.matching(isRequirementsName).filter((path) => !ignored.isIgnored(path));
  const known = new Set(named);
  const found: RequirementsManifest[] = [];
  for (let next: readonly string[] = named; next.length > 0;) {
    const { manifests } = await readManifests(next, readFile, parseRequirements);
    found.push(...manifests);
    next = manifests.flatMap(includedPaths).filter((path) => files.has(path) && !known.has(path) && known.add(path));
  }
  return found.sort((a, b) => compareText(a.path, b.path));
}

/** Whether a file of that name is read as a pip requirements file: `requirements.txt`, `requirements-dev.txt`, `dev-requirements.txt`. */
function isRequirementsName(name: string): boolean {
  return /^(requirements[\w.-]*|[\w.-]+[-_.]requirements)\.(txt|in)$/.test(name) || /^constraints[\w.-]*\.txt$/.test(name);
}

function includedPaths({ root, includes }: RequirementsManifest): string[] {
  return includes.map(({ path }) => resolveReference(root, path)).filter((path) => path !== null);
}

/** A requirements file, and the project that installs from it. */
export interface OwnedRequirements {
  root: string;
  manifest: RequirementsManifest;
  /** The requirements file stands outside the project that includes it. */
  foreign: boolean;
}

/** The requirements files of each project: those in its folder, and those that these include, wherever they stand. */
export function ownRequirements(requirements: readonly RequirementsManifest[], { roots }: ProjectLookup): OwnedRequirements[] {
  const byPath = new Map(requirements.map((manifest) => [manifest.path, manifest]));
  const owned = new Map<string, OwnedRequirements>();
  for (const manifest of requirements) {
    const root = folderAndAncestors(manifest.root).find((folder) => roots.has(folder));
    if (root !== undefined) addWithIncludes(root, manifest);
  }
  return [...owned.values()];

  function addWithIncludes(root: string, manifest: RequirementsManifest): void {
    const key = `${root}\n${manifest.path}`;
    if (owned.has(key)) return;
    const owner = folderAndAncestors(manifest.root).find((folder) => roots.has(folder));
    owned.set(key, { root, manifest, foreign: owner !== root });
    for (const path of includedPaths(manifest)) {
      const included = byPath.get(path);
      if (included !== undefined) addWithIncludes(root, included);
    }
  }
}

/** The files that a project includes from outside of it. */
export function sharedRequirements(owned: readonly OwnedRequirements[]): SharedFile[] {
  const roots = new Map<string, string[]>();
  for (const { root, manifest, foreign } of owned) {
    if (foreign) roots.set(manifest.path, [...(roots.get(manifest.path) ?? []), root]);
  }
  return [...roots].map(([path, users]) => ({ path, kind: "requirements.txt", roots: users }));
}
