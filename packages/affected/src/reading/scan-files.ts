import { type ImportedName, scanImports } from "@sluice/ecosystems/scan";
import { ImportLists } from "./import-lists.ts";
import { createVerifiedReader } from "./read-verified.ts";

/** Sources to look through, in blocks that several threads take one after the other. All that is long is in shared memory. */
export interface ScanRequest {
  /** Absolute path of the folder they are in. */
  root: string;
  /** What git says of the files, as in `TreeListing`. */
  listing: Uint8Array;
  /** For each source, the offset of its entry; they grow. */
  starts: Int32Array;
  /** How many blocks are taken. */
  taken: Int32Array;
  /**
   * For each source, the index of its list among those of the thread that looked at it, times the number of threads, and the number of that
   * thread; -1 for one that the disk does not have with that content.
   */
  listOf: Int32Array;
  /** How many threads there are, and which of them this is. */
  threads: number;
  thread: number;
}

/** Which sources to look through. */
export type Sources = Pick<ScanRequest, "root" | "listing" | "starts">;

/** What sources import. */
export interface Scanned extends Sources {
  /** Each list once. */
  lists: readonly (readonly ImportedName[])[];
  /** For each source, the index of its list; -1 for one that the disk does not have with that content. */
  listOf: Int32Array;
}

/** How many sources a block has, but for the last one. Neighbours go to one thread: their folders are looked up once. */
export const BLOCK = 64;

/**
 * Looks through the sources of one block after the other, as far as the disk has them; each call takes one, and gives false when none is left.
 * `lists` grows: every list of imports that there is, once, since most sources import what others do.
 */
export function createScanner(request: ScanRequest): { scanBlock: () => boolean; lists: ImportedName[][] } {
  const { root, listing, starts, taken, listOf, threads, thread } = request;
  const reader = createVerifiedReader();
  const lists = new ImportLists();
  return {
    lists: lists.all,
    scanBlock: () => {
      const first = Atomics.add(taken, 0, 1) * BLOCK;
      let index = first;
      for (const { path, id } of readEntries(listing, starts.subarray(first, first + BLOCK))) {
        const text = reader.read(`${root}/${path}`, id);
        listOf[index++] = text === null ? -1 : lists.indexOf(scanImports(text, path)) * threads + thread;
      }
      return index > first;
    },
  };
}

/** The files that the entries of a listing at `starts` are about. Cut from one text: to ask for each by itself takes several times as long. */
export function readEntries({ buffer, byteOffset, length }: Uint8Array, starts: Int32Array): { path: string; id: string }[] {
  const listing = Buffer.from(buffer, byteOffset, length);
  const from = starts[0] ?? 0;
  // In Latin-1 a letter is a byte, so that offsets stay what they are.
  const text = listing.toString("latin1", from, listing.indexOf(0, starts.at(-1) ?? 0) + 1);
  return Array.from(starts, (start) => {
    const tab = text.indexOf("\t", start - from);
    const path = text.slice(tab + 1, text.indexOf("\0", tab));
    return {
      path: isAscii(path) ? path : Buffer.from(path, "latin1").toString("utf8"),
      id: text.slice(text.lastIndexOf(" ", tab) + 1, tab),
    };
  });
}

function isAscii(text: string): boolean {
  return !/[\x80-\xff]/.test(text);
}
