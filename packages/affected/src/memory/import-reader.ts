import type { ImportedName, ReadImports } from "@sluice/ecosystems";
import { importLanguageOf, isSource, scanImports } from "@sluice/ecosystems/scan";
import type { RepositoryFiles } from "../reading/repository-files.ts";
import { type Scanners, startScanners, worthwhileThreads } from "../reading/scan-beside.ts";
import type { Scanned, Sources } from "../reading/scan-files.ts";
import { type ImportsById, type KnownSource, recallImports, rememberImports } from "./known-imports.ts";
import type { Memory } from "./open-memory.ts";

type Imports = readonly ImportedName[];

/** Sources whose contents have an id; each is either known from an earlier run or to be scanned. */
interface NamedSources {
  /** Sorted. */
  paths: string[];
  /** Undefined for those to be scanned, which are in {@link unknown} in the same order. */
  known: (Imports | undefined)[];
  unknown: Sources;
}

/** What {@link openImports} needs. */
export interface ImportReaderOptions {
  memory: Memory | null;
  files: RepositoryFiles;
  /** Threads that were started already; null: as many as are worth it are started when there is something to scan. */
  scanners: Scanners | null;
}

/**
 * Reads what source files import, each text once: what an earlier run scanned is remembered by the id of its content. Scanning begins at once,
 * beside whatever else is read. `save` keeps what this reading came across, and that alone, so that the memory does not grow. Where any file
 * may be a link, a source is one of the files that the graph was read from.
 */
export function openImports({ memory, files, scanners }: ImportReaderOptions): { readImports: ReadImports; save: () => Promise<void> } {
  const remembered: ImportsById = memory === null ? new Map() : recallImports(memory);
  const sources = nameSources(files, remembered);
  const threads = scanners ?? startScanners(worthwhileThreads(sources.unknown.starts.length));
  const scanning = scanUnknown(files, sources, threads);
  // Whoever asks for the imports gets the error.
  scanning.catch(() => {});

  async function readImports(paths: readonly string[]): Promise<Map<string, Imports>> {
    const imports = joinKnown(sources, await scanning);
    const found = new Map<string, Imports>();
    const unnamed: string[] = [];
    // Both lists are in the same order; the second lacks what has no id.
    let next = 0;
    for (const path of paths) {
      const list = path === sources.paths[next] ? imports[next++] : undefined;
      if (list === undefined) unnamed.push(path);
      else if (list.length > 0) found.set(path, list);
    }
    if (unnamed.length === 0) return found;
    const texts = await Promise.all(unnamed.map((path) => (files.isLink(path) ? files.readFile(path) : files.readSource(path))));
    for (const [index, path] of unnamed.entries()) found.set(path, scanImports(texts[index] ?? "", path));
    return new Map(paths.map((path) => [path, found.get(path) ?? []]));
  }

  async function save(): Promise<void> {
    if (memory === null || sources.unknown.starts.length === 0) return;
    const scanned = await scanning;
    if (remembered.size === 0 && threads.remember !== null) await threads.remember({ ...scanned, place: memory.place });
    else rememberImports(memory, eachSource(sources.paths, joinKnown(sources, scanned), files));
  }

  return { readImports, save };
}

function nameSources({ files, root, isLink, idOf, listing }: RepositoryFiles, remembered: ImportsById): NamedSources {
  const paths: string[] = [];
  const known: (Imports | undefined)[] = [];
  const starts: number[] = [];
  for (let index = 0; index < files.length; index++) {
    const path = files[index] ?? "";
    const start = listing?.starts[index] ?? -1;
    if (start === -1 || !isSource(path) || isLink(path)) continue;
    const imports = remembered.size === 0 ? undefined : remembered.get(importLanguageOf(path) ?? "")?.get(idOf(path) ?? "");
    paths.push(path);
    known.push(imports);
    if (imports === undefined) starts.push(start);
  }
  const shared = new Int32Array(new SharedArrayBuffer(4 * starts.length));
  shared.set(starts);
  return { paths, known, unknown: { root, listing: listing?.bytes ?? new Uint8Array(), starts: shared } };
}

/** From the disk where it has that content, else through git. */
async function scanUnknown(files: RepositoryFiles, { paths, known, unknown }: NamedSources, threads: Scanners): Promise<Scanned> {
  const scanned = await threads.scan(unknown);
  if (!scanned.listOf.includes(-1)) return scanned;
  const { lists, listOf } = { lists: [...scanned.lists], listOf: scanned.listOf };
  const scannedPaths = paths.filter((_, index) => known[index] === undefined);
  const elsewhere = scannedPaths.flatMap((path, index) => (listOf[index] === -1 ? [{ path, index }] : []));
  const texts = await Promise.all(elsewhere.map(({ path }) => files.readSource(path)));
  for (const [position, { path, index }] of elsewhere.entries()) listOf[index] = lists.push(scanImports(texts[position] ?? "", path)) - 1;
  return { ...scanned, lists };
}

/** What each of the sources imports, in their order. */
function joinKnown({ known }: NamedSources, { lists, listOf }: Scanned): Imports[] {
  let next = 0;
  return known.map((imports) => imports ?? lists[listOf[next++] ?? 0] ?? []);
}

function* eachSource(paths: readonly string[], imports: readonly Imports[], { idOf }: RepositoryFiles): Generator<KnownSource> {
  for (const [index, path] of paths.entries()) yield { path, id: idOf(path) ?? "", imports: imports[index] ?? [] };
}
