import { BLOCK, readEntries, type Scanned } from "../reading/scan-files.ts";
import { type KnownSource, rememberImports } from "./known-imports.ts";
import { type MemoryOptions, openMemory } from "./open-memory.ts";

/** What was scanned, none of which was known before, and the memory it goes to. */
export type RememberRequest = Omit<Scanned, "root"> & { place: MemoryOptions };

/** Writes down what all sources import; for a thread, since two megabytes take a while. */
export function rememberScanned({ place, ...scanned }: RememberRequest): void {
  rememberImports(openMemory(place), eachScanned(scanned));
}

function* eachScanned({ listing, starts, listOf, lists }: Omit<Scanned, "root">): Generator<KnownSource> {
  for (let first = 0; first < starts.length; first += BLOCK) {
    for (const [index, entry] of readEntries(listing, starts.subarray(first, first + BLOCK)).entries())
      yield { ...entry, imports: lists[listOf[first + index] ?? 0] ?? [] };
  }
}
