import { folderAndAncestors, folderOf } from "../text/paths.ts";
import type { FileIndex } from "../workspace/file-index.ts";
import type { GoFiles } from "./resolve-go.ts";

/**
 * Gives the files that a Go package is made of for who imports it: what stands in its folder, and what it may embed, in folders below that are no
 * packages themselves (https://pkg.go.dev/embed). Its own tests and their data are not among them.
 */
export function createGoFiles(files: FileIndex): GoFiles {
  let embedded: Map<string, string[]> | null = null;
  return (folder) => {
    embedded ??= findEmbeddable(files);
    return [...files.inFolder(folder), ...(embedded.get(folder) ?? [])].filter((path) => !path.endsWith("_test.go"));
  };
}

/** By the folder of the package around them: files in folders that hold no Go file. */
function findEmbeddable(files: FileIndex): Map<string, string[]> {
  const isPackage = (folder: string) => files.inFolder(folder).some((path) => path.endsWith(".go"));
  const found = new Map<string, string[]>();
  for (const folder of files.folders()) {
    if (isPackage(folder) || /(^|\/)(testdata|node_modules|vendor)(\/|$)/.test(folder)) continue;
    const around = folderAndAncestors(folderOf(folder)).find(isPackage);
    if (around !== undefined) found.set(around, [...(found.get(around) ?? []), ...files.inFolder(folder)]);
  }
  return found;
}
