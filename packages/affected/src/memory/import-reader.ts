import type { ImportedName, ReadImports } from "@sluice/ecosystems";
import { importLanguageOf, scanImports } from "@sluice/ecosystems/scan";
import type { RepositoryFiles } from "../reading/repository-files.ts";
import { scanBeside } from "../reading/scan-beside.ts";
import type { ScanResult } from "../reading/scan-files.ts";
import type { Memory } from "./open-memory.ts";

/**
 * What sources import, by the id of what they say and their language. Most sources import what others do, so lists and names stand there
 * once.
 */
interface KnownImports {
  names: string[];
  /** Of each list: index of a name, line, index of a name, line, … */
  lists: number[][];
  /** Id and language. */
  sources: string[];
  /** The index of the list of each of `sources`. */
  listOf: number[];
}

type Imports = readonly ImportedName[];

/**
 * Reads what source files import, each text once: what an earlier run scanned is remembered by the id of its content.
 * `save` keeps what this reading came across, and that alone, so that the memory does not grow. Without a memory of the
 * content, a source is one of the files that the graph was read from.
 */
export function openImports(memory: Memory | null, files: RepositoryFiles): { readImports: ReadImports; save: () => void } {
  const used = new Map<string, Imports>();
  let isNew = false;

  async function readImports(paths: readonly string[]): Promise<Map<string, Imports>> {
    const known = recallImports(memory);
    const found = new Map<string, Imports>();
    const wanted: { paths: string[]; ids: string[] } = { paths: [], ids: [] };
    const unnamed: string[] = [];
    for (const path of paths) {
      const id = files.idOf(path);
      const imports = id === null ? undefined : known.get(`${id} ${importLanguageOf(path)}`);
      if (id === null || files.isLink(path)) unnamed.push(path);
      else if (imports === undefined) {
        wanted.paths.push(path);
        wanted.ids.push(id);
      } else found.set(path, imports);
    }
    isNew = wanted.paths.length > 0;
    for (const [path, imports] of await scanWanted(files, wanted)) found.set(path, imports);
    for (const path of found.keys()) used.set(`${files.idOf(path)} ${importLanguageOf(path)}`, found.get(path) ?? []);
    const texts = await Promise.all(unnamed.map((path) => files.readFile(path)));
    for (const [index, path] of unnamed.entries()) found.set(path, scanImports(texts[index] ?? "", path));
    return found;
  }

  return { readImports, save: () => (isNew ? memory?.write(KIND, [], toKnown(used)) : undefined) };
}

const KIND = "imports";

/** From the disk where it has that content, else through git. */
async function scanWanted(files: RepositoryFiles, wanted: { paths: string[]; ids: string[] }): Promise<Map<string, Imports>> {
  const found = new Map<string, Imports>();
  if (wanted.paths.length === 0) return found;
  const elsewhere: string[] = [];
  for (const { request, result } of await scanBeside({ root: files.root, ...wanted })) {
    for (const [index, imports] of listsOf(result)) found.set(request.paths[index] ?? "", imports);
    for (const index of result.missing) elsewhere.push(request.paths[index] ?? "");
  }
  await Promise.all(
    elsewhere.map(async (path) => {
      found.set(path, scanImports((await files.readSource(path)) ?? "", path));
    }),
  );
  for (const path of wanted.paths) if (!found.has(path)) found.set(path, []);
  return found;
}

/** By the index of the source, those that import something. */
function listsOf({ names, imports }: ScanResult): Map<number, ImportedName[]> {
  const lists = new Map<number, ImportedName[]>();
  let [source, list]: [number, ImportedName[]] = [-1, []];
  for (let at = 0; at < imports.length; at += 3) {
    if (imports[at] !== source) lists.set((source = imports[at] ?? 0), (list = []));
    list.push({ name: names[imports[at + 1] ?? 0] ?? "", line: imports[at + 2] ?? 0 });
  }
  return lists;
}

function recallImports(memory: Memory | null): Map<string, Imports> {
  const known = memory?.read<KnownImports>(KIND, []) ?? null;
  if (known === null) return new Map();
  const lists = known.lists.map((list) => toImports(list, known.names));
  return new Map(known.sources.map((source, index) => [source, lists[known.listOf[index] ?? -1] ?? []]));
}

function toImports(list: readonly number[], names: readonly string[]): ImportedName[] {
  const imports: ImportedName[] = [];
  for (let at = 0; at < list.length; at += 2) imports.push({ name: names[list[at] ?? 0] ?? "", line: list[at + 1] ?? 0 });
  return imports;
}

function toKnown(used: ReadonlyMap<string, Imports>): KnownImports {
  const names = new Map<string, number>();
  const lists = new Map<string, { index: number; list: number[] }>();
  const listOf: number[] = [];
  for (const imports of used.values()) {
    const list = imports.flatMap(({ name, line }) => [indexIn(names, name), line]);
    const known = lists.get(list.join(" ")) ?? { index: lists.size, list };
    lists.set(list.join(" "), known);
    listOf.push(known.index);
  }
  return { names: [...names.keys()], lists: [...lists.values()].map(({ list }) => list), sources: [...used.keys()], listOf };
}

function indexIn(indexes: Map<string, number>, name: string): number {
  const index = indexes.get(name) ?? indexes.size;
  indexes.set(name, index);
  return index;
}
