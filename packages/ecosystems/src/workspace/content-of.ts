import type { FileIndex } from "./file-index.ts";

/**
 * A file, or all that is in a folder; either where there is nothing, which may be there yet, or may have been. The repository as a whole is nobody's
 * dependency.
 */
export function contentOf(path: string, files: FileIndex): string[] {
  if (path === ".") return [];
  const entry = files.entryAround(path);
  if (entry !== null) return [entry];
  // Any character stands for one that has a meaning in a glob: what a list of the files would name is gone when a file is.
  const below = `${path.replaceAll(/[*?[\]{}()!|\\]/g, "?")}/**`;
  return files.holdsFilesBelow(path) ? [below] : [path, below];
}
