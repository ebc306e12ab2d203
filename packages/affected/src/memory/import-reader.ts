import type { ImportedName, ReadImports } from "@sluice/ecosystems";
import { importLanguageOf, scanImports } from "@sluice/ecosystems/scan";
import { ImportLists } from "../reading/import-lists.ts";
import type { RepositoryFiles } from "../reading/repository-files.ts";
import { type Scanners, startScanners, worthwhileThreads } from "../reading/scan-beside.ts";
import type { Memory } from "./open-memory.ts";

/** What sources import, by their language and the id of what they say. */
interface KnownImports {
  /** As of {@link ImportLists}. */
  lists: ImportedName[][];
  /** Of each language, the ids of its sources, one after the other, and the index of the list of each. */
  languages: Record<string, { idLength: number; ids: string; listOf: number[] }>;
}

type Imports = readonly ImportedName[];

/** The list of each content, by language and id. */
type ImportsById = Map<string, Map<string, Imports>>;

/** Sources whose contents have an id, as arrays side by side: there may be a hundred thousand of them. */
interface NamedSources {
  paths: string[];
  ids: string[];
  /** Undefined for what is not known yet. */
  imports: (Imports | undefined)[];
}

/**
 * Reads what source files import, each text once: what an earlier run scanned is remembered by the id of its content.
 * `save` keeps what this reading came across, and that alone, so that the memory does not grow. Without a memory of the
 * content, a source is one of the files that the graph was read from.
 */
export function openImports(memory: Memory | null, files: RepositoryFiles): { readImports: ReadImports; save: () => void } {
  const known = recallImports(memory);
  // Where all is new, the threads start while the manifests are looked for.
  const scanners = known.size === 0 ? startScanners(worthwhileThreads(files.files.length)) : null;
  const sources: NamedSources = { paths: [], ids: [], imports: [] };
  let isNew = false;

  async function readImports(paths: readonly string[]): Promise<Map<string, Imports>> {
    const unnamed: string[] = [];
    for (const path of paths) {
      const id = files.isLink(path) ? null : files.idOf(path);
      if (id === null) unnamed.push(path);
      else {
        sources.paths.push(path);
        sources.ids.push(id);
        sources.imports.push(known.get(importLanguageOf(path) ?? "")?.get(id));
      }
    }
    isNew = await scanUnknown(files, sources, scanners);
    const found = new Map<string, Imports>();
    for (const [index, path] of sources.paths.entries()) {
      const imports = sources.imports[index] ?? [];
      if (imports.length > 0) found.set(path, imports);
    }
    const texts = await Promise.all(unnamed.map((path) => files.readFile(path)));
    for (const [index, path] of unnamed.entries()) found.set(path, scanImports(texts[index] ?? "", path));
    return found;
  }

  return { readImports, save: () => (isNew ? memory?.write(KIND, [], toKnown(sources)) : undefined) };
}

const KIND = "imports";

/** From the disk where it has that content, else through git. Gives whether there was anything unknown. */
async function scanUnknown(files: RepositoryFiles, { paths, ids, imports }: NamedSources, started: Scanners | null): Promise<boolean> {
  const unknown = paths.flatMap((_, index) => (imports[index] === undefined ? [index] : []));
  if (unknown.length === 0) return false;
  const scanners = started ?? startScanners(worthwhileThreads(unknown.length));
  const wanted = { root: files.root, paths: unknown.map((index) => paths[index] ?? ""), ids: unknown.map((index) => ids[index] ?? "") };
  const scanned = await scanners.scan(wanted);
  const elsewhere: number[] = [];
  for (const [position, index] of unknown.entries()) {
    imports[index] = scanned[position];
    if (scanned[position] === undefined) elsewhere.push(index);
  }
  const texts = await Promise.all(elsewhere.map((index) => files.readSource(paths[index] ?? "")));
  for (const [position, index] of elsewhere.entries()) imports[index] = scanImports(texts[position] ?? "", paths[index] ?? "");
  return true;
}

function recallImports(memory: Memory | null): ImportsById {
  const known = memory?.read<KnownImports>(KIND, []) ?? null;
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
function toKnown({ paths, ids, imports }: NamedSources): KnownImports {
  const lists = new ImportLists();
  const indexes = new Map<Imports, number>();
  const indexOf = (list: Imports) => {
    const index = indexes.get(list) ?? lists.indexOf(list);
    indexes.set(list, index);
    return index;
  };
  const languages: Record<string, { ids: string[]; listOf: number[] }> = {};
  for (const [index, path] of paths.entries()) {
    const language = (languages[importLanguageOf(path) ?? ""] ??= { ids: [], listOf: [] });
    language.ids.push(ids[index] ?? "");
    language.listOf.push(indexOf(imports[index] ?? []));
  }
  const packed = Object.entries(languages).map(([language, { ids: all, listOf }]) => {
    return [language, { idLength: all[0]?.length ?? 0, ids: all.join(""), listOf }] as const;
  });
  return { lists: lists.all, languages: Object.fromEntries(packed) };
}
