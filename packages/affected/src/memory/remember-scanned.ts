import { importLanguages } from "@sluice/ecosystems/scan";
import { NO_SOURCE, type Scanned } from "../reading/scan-files.ts";
import { LanguageImports, writeImports } from "./known-imports.ts";
import { type MemoryOptions, openMemory } from "./open-memory.ts";

/** What was scanned, none of which was known before, and the memory it goes to. */
export type RememberRequest = Omit<Scanned, "root"> & { place: MemoryOptions };

/** Bytes before the id in an entry of a listing: `100644 blob `. */
const BEFORE_ID = 12;
const [TAB, SPACE] = [9, 32];

/** Writes down what all sources import; for a thread, since two megabytes take a while. */
export function rememberScanned({ place, listing, starts, listOf, languageOf, lists }: RememberRequest): void {
  const languages = importLanguages.map(() => new LanguageImports());
  const idLength = starts.length === 0 ? 0 : listing.indexOf(TAB, starts[0]) - (starts[0] ?? 0) - BEFORE_ID;
  // Without an iterator, which makes a pair of each.
  for (let index = 0; index < listOf.length; index++) {
    const list = listOf[index] ?? NO_SOURCE;
    const start = (starts[index] ?? 0) + BEFORE_ID;
    // A submodule is a commit.
    if (list >= 0 && listing[start - 1] === SPACE) languages[languageOf[index] ?? 0]?.add(listing.subarray(start, start + idLength), list);
  }
  writeImports(
    openMemory(place),
    lists,
    new Map(importLanguages.map((language, index) => [language, languages[index] ?? new LanguageImports()])),
  );
}
