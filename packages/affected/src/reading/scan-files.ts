import { join } from "node:path";
import { scanImports } from "@sluice/ecosystems/scan";
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
  /** Every name there is, once. */
  names: string[];
  /** Three numbers an import: the index of the source, that of the name, and the line. Those of a source stand together. */
  imports: Int32Array;
  /** Indexes of the sources that the disk does not have with that content. */
  missing: Int32Array;
}

/** Looks through sources as far as the disk has them. */
export function scanFiles({ root, paths, ids }: ScanRequest): ScanResult {
  const reader = createVerifiedReader();
  const indexes = new Map<string, number>();
  const imports: number[] = [];
  const missing: number[] = [];
  for (const [index, path] of paths.entries()) {
    const text = reader.read(join(root, path), ids[index] ?? "");
    if (text === null) {
      missing.push(index);
      continue;
    }
    for (const { name, line } of scanImports(text, path)) {
      const known = indexes.get(name) ?? indexes.size;
      indexes.set(name, known);
      imports.push(index, known, line);
    }
  }
  return { names: [...indexes.keys()], imports: Int32Array.from(imports), missing: Int32Array.from(missing) };
}
