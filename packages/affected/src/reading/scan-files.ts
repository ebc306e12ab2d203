import { type ImportedName, importLanguages, scanContent, sourceLanguageOf } from "@sluice/ecosystems/scan";
import { ImportLists } from "./import-lists.ts";
import { createVerifiedReader } from "./read-verified.ts";

/** Files to look through, in blocks that several threads take one after the other. All that is long is in shared memory. */
export interface ScanRequest {
  /** Absolute path of the folder they are in. */
  root: string;
  /** What git says of the files, as in `TreeListing`. */
  listing: Uint8Array;
  /** For each file, the offset of its entry; they grow. */
  starts: Int32Array;
  /** How many blocks are taken. */
  taken: Int32Array;
  /**
   * For each file, the index of its list among those of the thread that looked at it, times the number of threads, and the number of that
   * thread; {@link ELSEWHERE}, or {@link NO_SOURCE}.
   */
  listOf: Int32Array;
  /** For each source, the index of its language in `importLanguages`. */
  languageOf: Uint8Array;
  /** How many threads there are, and which of them this is. */
  threads: number;
  thread: number;
}

/** Which files to look through. */
export type Sources = Pick<ScanRequest, "root" | "listing" | "starts">;

/** What sources import. */
export interface Scanned extends Sources, Pick<ScanRequest, "languageOf"> {
  /** Each list once. */
  lists: readonly (readonly ImportedName[])[];
  /** For each file, the index of its list; {@link ELSEWHERE}, or {@link NO_SOURCE}. */
  listOf: Int32Array;
}

/** In place of a list: the disk does not have the file with that content. */
export const ELSEWHERE = -1;
/** In place of a list: imports are not looked for in such a file. */
export const NO_SOURCE = -2;

/** How many files a block has, but for the last one. Neighbours go to one thread: their folders are looked up once. */
const BLOCK = 64;

/**
 * Looks through the files of one block after the other, as far as the disk has them; each call takes one, and gives false when none is left.
 * `lists` grows: every list of imports that there is, once, since most sources import what others do.
 */
export function createScanner(request: ScanRequest): { scanBlock: () => boolean; lists: ImportedName[][] } {
  const { root, listing, starts, taken, listOf, languageOf, threads, thread } = request;
  const reader = createVerifiedReader();
  const lists = new ImportLists();
  return {
    lists: lists.all,
    scanBlock: () => {
      const first = Atomics.add(taken, 0, 1) * BLOCK;
      for (const [offset, { path, id }] of readEntries(listing, starts.subarray(first, first + BLOCK)).entries()) {
        const index = first + offset;
        const language = sourceLanguageOf(path);
        const content = language === null ? null : reader.read(`${root}/${path}`, id);
        if (language !== null) languageOf[index] = importLanguages.indexOf(language);
        if (content !== null) listOf[index] = lists.indexOf(scanContent(content, path)) * threads + thread;
        else listOf[index] = language === null ? NO_SOURCE : ELSEWHERE;
      }
      return first < starts.length;
    },
  };
}

/** The files that the entries of a listing at `starts` are about. Cut from one text: to ask for each by itself takes several times as long. */
function readEntries({ buffer, byteOffset, length }: Uint8Array, starts: Int32Array): { path: string; id: string }[] {
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
