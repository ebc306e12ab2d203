import type { Warning } from "@sluice/core";
import type { ImportedName, Workspace } from "@sluice/ecosystems";
import type { ImageInputs } from "../compute/compute-images.ts";
import type { RepositoryFiles } from "../reading/repository-files.ts";

/** Projects and images of one state of the repository, and which files they were read from. */
export interface Graph {
  workspace: Workspace;
  /** Null where nobody asked for them. */
  images: { images: ImageInputs[]; warnings: Warning[] } | null;
  /** Paths of the files that were looked into, sorted; also of those that were not there. */
  reads: string[];
  /** Whether one of them is a symbolic link that leads to none of the files: what a disk shows there, git does not tell. */
  readsElsewhere: boolean;
}

/** A file that two states differ in; `modified`: both have it, as the same kind of file with another content. */
export interface Change {
  path: string;
  modified: boolean;
}

/**
 * The sources that have to be looked at before one knows whether a state has the same graph as another, of which it differs
 * by `changes`: null when it may well not have it. A graph comes from the list of the files, from what those in `reads` say
 * and from what sources import; so it stays as long as only other files say something else.
 */
export function sourcesToCompare(
  { reads }: Pick<Graph, "reads">,
  changes: readonly Change[],
  isSource: (path: string) => boolean,
): string[] | null {
  const known = new Set(reads);
  if (!changes.every(({ path, modified }) => modified && !known.has(path))) return null;
  return changes.map(({ path }) => path).filter(isSource);
}

/** Whether a source that imported `before` and imports `after` leaves the graph as it is: the lines count where the graph names them. */
export function importsTheSame({ workspace }: Pick<Graph, "workspace">, path: string, before: Imports, after: Imports): boolean {
  if (before.length !== after.length) return false;
  if (before.some(({ name }, index) => name !== after[index]?.name)) return false;
  return before.every(({ line }, index) => line === after[index]?.line) || !workspace.dependencies.some(({ file }) => file === path);
}

type Imports = readonly ImportedName[];

/** `files`, and the list, which grows, of what was looked into. */
export function watchReads(files: RepositoryFiles): { files: RepositoryFiles; reads: () => string[] } {
  const reads = new Set<string>();
  const noted =
    <Value>(read: (path: string) => Promise<Value>) =>
    (path: string) => {
      reads.add(path);
      return read(path);
    };
  return { files: { ...files, readFile: noted(files.readFile), readLink: noted(files.readLink) }, reads: () => [...reads].sort() };
}
