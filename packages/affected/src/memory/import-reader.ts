import type { ImportedName, ReadImports } from "@sluice/ecosystems";
import { importLanguageOf, scanImports } from "@sluice/ecosystems/scan";
import { ImportLists } from "../reading/import-lists.ts";
import type { RepositoryFiles } from "../reading/repository-files.ts";
import { scanBeside } from "../reading/scan-beside.ts";
import type { Memory } from "./open-memory.ts";

/** What sources import, by the id of what they say and their language. */
interface KnownImports {
  /** As of {@link ImportLists}. */
  lists: ImportedName[][];
  /** Of each language, the ids of its sources, one after the other, and the index of the list of each. */
  languages: Record<string, { idLength: number; ids: string; listOf: number[] }>;
}

type Imports = readonly ImportedName[];

/** The list of each content, by language and id. */
type ImportsById = Map<string, Map<string, Imports>>;

/**
 * Reads what source files import, each text once: what an earlier run scanned is remembered by the id of its content.
 * `save` keeps what this reading came across, and that alone, so that the memory does not grow. Without a memory of the
 * content, a source is one of the files that the graph was read from.
 */
export function openImports(memory: Memory | null, files: RepositoryFiles): { readImports: ReadImports; save: () => void } {
  const used: UsedSources = new Map();
  let isNew = false;

  async function readImports(paths: readonly string[]): Promise<Map<string, Imports>> {
    const known = recallImports(memory);
    const found = new Map<string, Imports>();
    const wanted: Wanted = { paths: [], ids: [] };
    const unnamed: string[] = [];
    for (const path of paths) {
      const id = files.isLink(path) ? null : files.idOf(path);
      const imports = id === null ? undefined : known.get(importLanguageOf(path) ?? "")?.get(id);
      if (id === null) unnamed.push(path);
      else if (imports === undefined) {
        wanted.paths.push(path);
        wanted.ids.push(id);
      } else note(found, used, { path, id, imports });
    }
    isNew = wanted.paths.length > 0;
    await scanWanted(files, wanted, (source) => note(found, used, source));
    const texts = await Promise.all(unnamed.map((path) => files.readFile(path)));
    for (const [index, path] of unnamed.entries()) found.set(path, scanImports(texts[index] ?? "", path));
    return found;
  }

  return { readImports, save: () => (isNew ? memory?.write(KIND, [], toKnown(used)) : undefined) };
}

const KIND = "imports";

interface Wanted {
  paths: string[];
  ids: string[];
}

interface ScannedSource {
  path: string;
  id: string;
  imports: Imports;
}

/** By language, what a reading came across, in its order; a content that two sources have is there twice. */
type UsedSources = Map<string, { ids: string[]; lists: Imports[] }>;

function note(found: Map<string, Imports>, used: UsedSources, { path, id, imports }: ScannedSource): void {
  if (imports.length > 0) found.set(path, imports);
  const language = importLanguageOf(path) ?? "";
  const sources = used.get(language) ?? { ids: [], lists: [] };
  if (sources.ids.length === 0) used.set(language, sources);
  sources.ids.push(id);
  sources.lists.push(imports);
}

/** From the disk where it has that content, else through git. */
async function scanWanted(files: RepositoryFiles, wanted: Wanted, add: (source: ScannedSource) => void): Promise<void> {
  if (wanted.paths.length === 0) return;
  const elsewhere: Omit<ScannedSource, "imports">[] = [];
  for (const { request, result } of await scanBeside({ root: files.root, ...wanted })) {
    for (const [index, path] of request.paths.entries()) {
      const id = request.ids[index] ?? "";
      const imports = result.lists[result.listOf[index] ?? -1];
      if (imports === undefined) elsewhere.push({ path, id });
      else add({ path, id, imports });
    }
  }
  const texts = await Promise.all(elsewhere.map(({ path }) => files.readSource(path)));
  for (const [index, { path, id }] of elsewhere.entries()) add({ path, id, imports: scanImports(texts[index] ?? "", path) });
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
function toKnown(used: UsedSources): KnownImports {
  const lists = new ImportLists();
  const indexes = new Map<Imports, number>();
  const indexOf = (imports: Imports) => {
    const index = indexes.get(imports) ?? lists.indexOf(imports);
    indexes.set(imports, index);
    return index;
  };
  const languages: KnownImports["languages"] = {};
  for (const [language, { ids, lists: ofSources }] of used)
    languages[language] = { idLength: ids[0]?.length ?? 0, ids: ids.join(""), listOf: ofSources.map(indexOf) };
  return { lists: lists.all, languages };
}
