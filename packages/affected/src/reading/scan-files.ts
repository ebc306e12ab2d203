import { type ImportedName, scanImports } from "@sluice/ecosystems/scan";
import { ImportLists } from "./import-lists.ts";
import { createVerifiedReader } from "./read-verified.ts";

/** Sources to look through. */
export interface ScanRequest {
  /** Absolute path of the folder they are in. */
  root: string;
  /** POSIX, from `root`. */
  paths: readonly string[];
  /** Ids of their contents, in the same order. */
  ids: readonly string[];
}

/** What sources import, in a form that goes from thread to thread cheaply. */
export interface ScanResult {
  /** Every list of imports there is, once: most sources import what others do. The first one is empty. */
  lists: ImportedName[][];
  /** The index of each source's list; -1 for one that the disk does not have with that content. */
  listOf: Int32Array;
}

/** Looks through sources as far as the disk has them. */
export function scanFiles({ root, paths, ids }: ScanRequest): ScanResult {
  const reader = createVerifiedReader();
  const lists = new ImportLists();
  const listOf = Int32Array.from(paths, (path, index) => {
    const text = reader.read(`${root}/${path}`, ids[index] ?? "");
    return text === null ? -1 : lists.indexOf(scanImports(text, path));
  });
  return { lists: lists.all, listOf };
}
