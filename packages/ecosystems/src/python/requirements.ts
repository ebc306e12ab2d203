import type { SharedFile } from "../model/reading.ts";
import { compareText } from "../text/compare-text.ts";
import { folderAndAncestors, resolveReference } from "../text/paths.ts";
import { readManifests } from "../text/read-manifests.ts";
import type { ReadingContext } from "../workspace/reading-context.ts";
import { parseRequirements, type RequirementsManifest } from "./parse-requirements.ts";
import type { ProjectLookup } from "./project-lookup.ts";

/**
 * The files with the name of one or in a folder called `requirements`, those that a manifest names (`others`), and those that they include, whatever
 * they are called, over any number of steps.
 */
export async function readRequirements(
  { files, ignored, readFile }: ReadingContext,
  others: readonly NamedRequirements[],
): Promise<RequirementsManifest[]> {
  const known = new Set(files.matching(isRequirementsName));
  for (const folder of files.folders()) {
    if (!folder.endsWith("requirements")) continue;
    for (const path of files.inFolder(folder)) if (/\.(txt|in)$/.test(path)) known.add(path);
  }
  for (const path of known) if (ignored.isIgnored(path)) known.delete(path);
  for (const { path } of others) if (files.has(path)) known.add(path);
  const found: RequirementsManifest[] = [];
  for (let next: readonly string[] = [...known]; next.length > 0;) {
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

/** A requirements file that a project's pyproject.toml names. */
export interface NamedRequirements {
  root: string;
  path: string;
}

/** The requirements files of each project: those in its folder and those that its manifest names, and those that these include, wherever they stand. */
export function ownRequirements(
  requirements: readonly RequirementsManifest[],
  named: readonly NamedRequirements[],
  { roots }: ProjectLookup,
): OwnedRequirements[] {
  const byPath = new Map(requirements.map((manifest) => [manifest.path, manifest]));
  const owned = new Map<string, OwnedRequirements>();
  for (const manifest of requirements) {
    const root = folderAndAncestors(manifest.root).find((folder) => roots.has(folder));
    if (root !== undefined) addWithIncludes(root, manifest);
  }
  for (const { root, path } of named) {
    const manifest = byPath.get(path);
    if (manifest !== undefined && roots.has(root)) addWithIncludes(root, manifest);
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
