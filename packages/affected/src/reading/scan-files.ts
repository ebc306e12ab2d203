import { type ImportedName, scanImports } from "@sluice/ecosystems/scan";
import { ImportLists } from "./import-lists.ts";
import { createVerifiedReader } from "./read-verified.ts";

/** Sources to look through, in blocks that several threads take one after the other. Goes from thread to thread cheaply. */
export interface ScanRequest {
  /** Absolute path of the folder they are in. */
  root: string;
  /** The sources of each block: id of the content, space, POSIX path from `root`; NUL between them. */
  blocks: readonly string[];
  /** Shared by all threads: how many blocks are taken. */
  taken: Int32Array;
  /**
   * Shared by all threads: for each source, {@link BLOCK} for each block, the index of its list among those of the thread that looked at it, times
   * the number of threads, and the number of that thread; -1 for one that the disk does not have with that content.
   */
  listOf: Int32Array;
  /** How many threads there are, and which of them this is. */
  threads: number;
  thread: number;
}

/** How many sources a block has, but for the last one. Neighbours go to one thread: their folders are looked up once. */
export const BLOCK = 64;

/**
 * Looks through the sources of one block after the other, as far as the disk has them; each call takes one, and gives false when none is left.
 * `lists` grows: every list of imports that there is, once, since most sources import what others do.
 */
export function createScanner(request: ScanRequest): { scanBlock: () => boolean; lists: ImportedName[][] } {
  const { root, blocks, taken, listOf, threads, thread } = request;
  const reader = createVerifiedReader();
  const lists = new ImportLists();
  return {
    lists: lists.all,
    scanBlock: () => {
      const block = Atomics.add(taken, 0, 1);
      const sources = blocks[block];
      if (sources === undefined) return false;
      for (const [index, source] of sources.split("\0").entries()) {
        const space = source.indexOf(" ");
        const path = source.slice(space + 1);
        const text = reader.read(`${root}/${path}`, source.slice(0, space));
        listOf[block * BLOCK + index] = text === null ? -1 : lists.indexOf(scanImports(text, path)) * threads + thread;
      }
      return true;
    },
  };
}
