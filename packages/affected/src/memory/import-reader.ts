import { lowerBound } from "@sluice/core/quick";
import type { ImportedName, ReadImports, SourceImports } from "@sluice/ecosystems";
import { scanImports, sourceLanguageOf } from "@sluice/ecosystems/scan";
import type { RepositoryFiles } from "../reading/repository-files.ts";
import { type Scanners, startScanners, worthwhileThreads } from "../reading/scan-beside.ts";
import { ELSEWHERE, NO_SOURCE, type Scanned, type Sources } from "../reading/scan-files.ts";
import { type ImportsById, type KnownSource, recallImports, rememberImports } from "./known-imports.ts";
import type { Memory } from "./open-memory.ts";

type Imports = readonly ImportedName[];

/** The files, and from where it is known what they import. */
interface NamedFiles {
  /** Of earlier runs; positions among the files. */
  known: { position: number; imports: Imports }[];
  /** To be scanned. */
  unknown: Sources;
  /** The position of each of those; null where they are all files. */
  positions: Int32Array | null;
  /** Positions of sources whose contents have no id. */
  unnamed: number[];
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
  const named = nameFiles(files, remembered);
  const threads = scanners ?? startScanners(worthwhileThreads(named.unknown.starts.length));
  const scanning = scanUnknown(files, named, threads);
  // Whoever asks for the imports gets the error.
  scanning.catch(() => {});

  async function readImports(): Promise<SourceImports> {
    const imports = listImports(files.files, named, await scanning);
    const paths = named.unnamed.map((position) => files.files[position] ?? "");
    const texts = await Promise.all(paths.map((path) => (files.isLink(path) ? files.readFile(path) : files.readSource(path))));
    for (const [index, path] of paths.entries()) imports.set(named.unnamed[index] ?? 0, scanImports(texts[index] ?? "", path));
    return imports;
  }

  async function save(): Promise<void> {
    if (memory === null || named.unknown.starts.length === 0) return;
    const scanned = await scanning;
    if (named.positions === null && threads.remember !== null) await threads.remember({ ...scanned, place: memory.place });
    else rememberImports(memory, eachSource(files, listImports(files.files, named, scanned)));
  }

  return { readImports, save };
}

/** Where nothing is known, the threads find out themselves what is a source. */
function nameFiles({ files, root, isLink, links, idOf, listing }: RepositoryFiles, remembered: ImportsById): NamedFiles {
  const isAnySourceLink = links === null || [...links].some((path) => sourceLanguageOf(path) !== null);
  if (listing !== null && remembered.size === 0 && !isAnySourceLink && !listing.starts.includes(-1))
    return { known: [], unknown: { root, listing: listing.bytes, starts: listing.starts }, positions: null, unnamed: [] };
  const [known, unnamed, positions, starts]: [NamedFiles["known"], number[], number[], number[]] = [[], [], [], []];
  for (const [position, path] of files.entries()) {
    const language = sourceLanguageOf(path);
    if (language === null) continue;
    const start = listing?.starts[position] ?? -1;
    const imports = start === -1 || remembered.size === 0 ? undefined : remembered.get(language)?.get(idOf(path) ?? "");
    if (start === -1 || isLink(path)) unnamed.push(position);
    else if (imports !== undefined) known.push({ position, imports });
    else {
      positions.push(position);
      starts.push(start);
    }
  }
  const shared = new Int32Array(new SharedArrayBuffer(4 * starts.length));
  shared.set(starts);
  const unknown = { root, listing: listing?.bytes ?? new Uint8Array(), starts: shared };
  return { known, unknown, positions: new Int32Array(positions), unnamed };
}

/** From the disk where it has that content, else through git. */
async function scanUnknown(
  { files, readSource }: RepositoryFiles,
  { unknown, positions }: NamedFiles,
  threads: Scanners,
): Promise<Scanned> {
  const scanned = await threads.scan(unknown);
  const { lists, listOf } = { lists: [...scanned.lists], listOf: scanned.listOf };
  const elsewhere: { path: string; index: number }[] = [];
  for (let index = listOf.indexOf(ELSEWHERE); index !== -1; index = listOf.indexOf(ELSEWHERE, index + 1))
    elsewhere.push({ path: files[positions?.[index] ?? index] ?? "", index });
  const texts = await Promise.all(elsewhere.map(({ path }) => readSource(path)));
  for (const [position, { path, index }] of elsewhere.entries()) listOf[index] = lists.push(scanImports(texts[position] ?? "", path)) - 1;
  return { ...scanned, lists };
}

function listImports(files: readonly string[], { known, positions }: NamedFiles, { lists, listOf }: Scanned): FileImports {
  if (positions === null) return new FileImports(files, { lists: [...lists], listOf });
  const imports = new FileImports(files, { lists: [...lists], listOf: new Int32Array(files.length).fill(NO_SOURCE) });
  for (const [index, position] of positions.entries()) imports.setList(position, listOf[index] ?? NO_SOURCE);
  for (const { position, imports: list } of known) imports.set(position, list);
  return imports;
}

/** What files import, by their position among all. */
class FileImports implements SourceImports {
  readonly #files: readonly string[];
  readonly #lists: Imports[];
  readonly #listOf: Int32Array;

  constructor(files: readonly string[], { lists, listOf }: { lists: Imports[]; listOf: Int32Array }) {
    this.#files = files;
    this.#lists = lists;
    this.#listOf = listOf;
  }

  set(position: number, imports: Imports): void {
    this.setList(position, this.#lists.push(imports) - 1);
  }

  /** By the index of the list. */
  setList(position: number, list: number): void {
    this.#listOf[position] = list;
  }

  get(path: string): Imports | undefined {
    const position = lowerBound(this.#files, path);
    return this.#files[position] === path ? this.at(position) : undefined;
  }

  at(position: number): Imports | undefined {
    const list = this.#listOf[position] ?? NO_SOURCE;
    return list < 0 ? undefined : this.#lists[list];
  }

  forEach(look: (imports: Imports, path: string) => void): void {
    for (let position = 0; position < this.#listOf.length; position++) {
      const imports = this.at(position);
      if (imports !== undefined && imports.length > 0) look(imports, this.#files[position] ?? "");
    }
  }
}

/** What is remembered by an id: of links, and of files that have none, it is not. */
function* eachSource({ files, isLink, idOf }: RepositoryFiles, imports: FileImports): Generator<KnownSource> {
  for (const [position, path] of files.entries()) {
    const list = imports.at(position);
    const id = list === undefined ? null : idOf(path);
    if (list !== undefined && id !== null && !isLink(path)) yield { path, id, imports: list };
  }
}
