import { type ImportedName, importLanguageOf } from "@sluice/ecosystems/scan";
import { ImportLists } from "../reading/import-lists.ts";
import type { Memory } from "./open-memory.ts";

type Imports = readonly ImportedName[];

/** The list of each content, by language and id. */
export type ImportsById = Map<string, Map<string, Imports>>;

/** A source whose content has an id, and what it imports. */
export interface KnownSource {
  path: string;
  id: string;
  imports: Imports;
}

/** What sources import, by their language and the id of what they say. */
interface KnownImports {
  /** As of {@link ImportLists}. */
  lists: ImportedName[][];
  /** Of each language, the ids of its sources, one after the other, and the index of the list of each. */
  languages: Record<string, { idLength: number; ids: string; listOf: number[] }>;
}

const KIND = "imports";

export function recallImports(memory: Memory): ImportsById {
  const known = memory.read<KnownImports>(KIND, []);
  const found: ImportsById = new Map();
  if (known === null) return found;
  for (const [language, { idLength, ids, listOf }] of Object.entries(known.languages)) {
    const lists = new Map<string, Imports>();
    for (const [index, list] of listOf.entries()) lists.set(ids.slice(index * idLength, (index + 1) * idLength), known.lists[list] ?? []);
    found.set(language, lists);
  }
  return found;
}

/** The lists of one reading are mostly the same objects. */
export function rememberImports(memory: Memory, sources: Iterable<KnownSource>): void {
  const lists = new ImportLists();
  const indexes = new Map<Imports, number>();
  const languages: Record<string, { idLength: number; ids: TextBuilder; listOf: number[] }> = {};
  for (const { path, id, imports } of sources) {
    const index = indexes.get(imports) ?? lists.indexOf(imports);
    indexes.set(imports, index);
    const language = (languages[importLanguageOf(path) ?? ""] ??= { idLength: id.length, ids: new TextBuilder(), listOf: [] });
    language.ids.add(id);
    language.listOf.push(index);
  }
  memory.write(KIND, [], { lists: lists.all, languages });
}

/** One long text of short ones, of which none is kept: each may hold on to the longer text that it was cut from. */
class TextBuilder {
  #bytes = Buffer.allocUnsafe(1 << 16);
  #length = 0;

  add(text: string): void {
    if (this.#length + text.length > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes], 2 * this.#bytes.length);
    this.#length += this.#bytes.write(text, this.#length, "latin1");
  }

  toJSON(): string {
    return this.#bytes.toString("latin1", 0, this.#length);
  }
}
