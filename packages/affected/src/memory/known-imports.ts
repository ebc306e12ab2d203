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
  lists: readonly Imports[];
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
  const languages = new Map<string, LanguageImports>();
  for (const { path, id, imports } of sources) {
    const index = indexes.get(imports) ?? lists.indexOf(imports);
    indexes.set(imports, index);
    const name = importLanguageOf(path) ?? "";
    const language = languages.get(name) ?? new LanguageImports();
    languages.set(name, language.add(Buffer.from(id, "latin1"), index));
  }
  writeImports(memory, lists.all, languages);
}

/** `lists` as of {@link ImportLists}, and which of them the sources of each language have. */
export function writeImports(memory: Memory, lists: KnownImports["lists"], languages: ReadonlyMap<string, LanguageImports>): void {
  const written: KnownImports = {
    lists,
    languages: Object.fromEntries([...languages].flatMap(([name, language]) => (language.isEmpty ? [] : [[name, language.toKnown()]]))),
  };
  memory.write(KIND, [], written);
}

/** What the sources of one language import. Ids as bytes, of which none is kept: a text may hold on to the longer one that it was cut from. */
export class LanguageImports {
  #ids = Buffer.allocUnsafe(1 << 16);
  #length = 0;
  readonly #listOf: number[] = [];

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** `id`: its hex digits. */
  add(id: Uint8Array, list: number): this {
    if (this.#length + id.length > this.#ids.length) this.#ids = Buffer.concat([this.#ids], 2 * this.#ids.length);
    this.#ids.set(id, this.#length);
    this.#length += id.length;
    this.#listOf.push(list);
    return this;
  }

  toKnown(): KnownImports["languages"][string] {
    const ids = this.#ids.toString("latin1", 0, this.#length);
    return { idLength: this.#length / Math.max(1, this.#listOf.length), ids, listOf: this.#listOf };
  }
}
