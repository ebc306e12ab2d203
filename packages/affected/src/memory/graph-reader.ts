import type { Warning } from "@sluice/core";
import type { ReadImports, Workspace } from "@sluice/ecosystems";
import { type ImportedName, importLanguageOf, scanImports } from "@sluice/ecosystems/scan";
import type { Repository, WorkingTree } from "@sluice/git";
import type { ImageInputs } from "../compute/compute-images.ts";
import { followingLinks, type RepositoryFiles } from "../reading/repository-files.ts";
import { type Change, type Graph, importsTheSame, sourcesToCompare, watchReads } from "./graph.ts";
import { openImports } from "./import-reader.ts";
import type { Memory } from "./open-memory.ts";
import { packGraph, type PackedGraph, unpackGraph } from "./pack-graph.ts";

/** How projects and images are read from files. */
export interface GraphSources {
  readWorkspace: (files: RepositoryFiles & { readImports: ReadImports }) => Promise<Workspace>;
  readImages: (workspace: Workspace, files: RepositoryFiles) => Promise<{ images: readonly ImageInputs[]; warnings: readonly Warning[] }>;
}

/** One state of the repository, and what is known of it without reading its files. */
export interface State {
  /** Id of the git tree whose files these are; null when no tree has them. */
  tree: string | null;
  /** Other trees, and what the state has changed since them. */
  near: readonly Near[];
  /** For the working tree, what git says of it; null for a commit. */
  disk: WorkingTree | null;
  /** Lists and reads the files themselves; asked only when nothing is remembered. */
  open: () => Promise<RepositoryFiles>;
  /** Texts of a few files, by path, without a list of all. */
  readTexts: (paths: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

/** A tree, a commit that has it, and what a state has changed since. */
export interface Near {
  tree: string;
  revision: string;
  changes: readonly Change[];
}

/** Reads graphs, and remembers them by the id of their tree. */
export class GraphReader {
  readonly #sources: GraphSources;
  readonly #memory: Memory | null;
  readonly #settings: string;
  readonly #read = new Map<string, Graph>();
  readonly #repository: Pick<Repository, "readFilesAt">;

  /** `settings`: everything but the files that decides what a graph looks like. */
  constructor(sources: GraphSources & { repository: Repository }, memory: Memory | null, settings: string) {
    this.#sources = sources;
    this.#repository = sources.repository;
    this.#memory = memory;
    this.#settings = settings;
  }

  /** The graph of a state: remembered, taken over from a tree that differs only in what does not matter, or read. */
  async read(state: State, { withImages }: { withImages: boolean }): Promise<Graph> {
    const known = await this.#known(state, withImages);
    const graph = known ?? (await this.#readFiles(state, withImages));
    if (known === null && state.tree !== null && mayRemember(graph, state.disk)) this.#remember(state.tree, graph);
    return graph;
  }

  async #known(state: State, withImages: boolean): Promise<Graph | null> {
    const { tree, near, disk } = state;
    const own = tree === null ? null : this.#recall(tree);
    const isEnough = (graph: Graph) => (!withImages || graph.images !== null) && mayRemember(graph, disk);
    if (own !== null && isEnough(own)) return own;
    for (const candidate of near) {
      const graph = this.#recall(candidate.tree);
      if (graph === null || !isEnough(graph) || !(await this.#keepsGraph(graph, candidate, state))) continue;
      if (tree !== null && tree !== candidate.tree) this.#rememberSame(tree, candidate.tree, graph);
      return graph;
    }
    return null;
  }

  /** Sources are compared by what they import, in both states; the text of what changed is not much. */
  async #keepsGraph(graph: Graph, { revision, changes }: Near, { readTexts }: State): Promise<boolean> {
    const paths = sourcesToCompare(graph, changes, (path) => importLanguageOf(path) !== null);
    if (paths === null || paths.length === 0) return paths !== null;
    const [before, after] = await Promise.all([this.#repository.readFilesAt(revision, paths), readTexts(paths)]);
    return paths.every((path) => importsTheSame(graph, path, importsIn(before, path), importsIn(after, path)));
  }

  async #readFiles({ open }: State, withImages: boolean): Promise<Graph> {
    const watched = watchReads(await open());
    const files = followingLinks(watched.files);
    const { readImports, save } = openImports(this.#memory, files);
    const workspace = await this.#sources.readWorkspace({ ...files, readImports });
    save();
    const found = withImages ? await this.#sources.readImages(workspace, files) : null;
    const images = found === null ? null : { images: found.images.map(toInputs), warnings: [...found.warnings] };
    return { workspace, images, reads: watched.reads() };
  }

  #recall(tree: string): Graph | null {
    const read = this.#read.get(tree);
    if (read !== undefined) return read;
    const origin = this.#originOf(tree);
    const known = this.#read.get(origin) ?? this.#recallOrigin(origin);
    if (known !== null) this.#read.set(tree, known).set(origin, known);
    return known;
  }

  #recallOrigin(tree: string): Graph | null {
    const packed = this.#memory?.read<PackedGraph>("graph", [this.#settings, tree]) ?? null;
    return packed === null ? null : unpackGraph(packed);
  }

  #remember(tree: string, graph: Graph): void {
    this.#read.set(tree, graph);
    this.#memory?.write("graph", [this.#settings, tree], packGraph(graph));
  }

  /** A commit of sources alone has its parent's graph: a line that says so is enough. */
  #rememberSame(tree: string, other: string, graph: Graph): void {
    this.#read.set(tree, graph);
    this.#memory?.write("same", [this.#settings, tree], { tree: this.#originOf(other) });
  }

  #originOf(tree: string): string {
    return this.#memory?.read<{ tree: string }>("same", [this.#settings, tree])?.tree ?? tree;
  }
}

function importsIn(texts: ReadonlyMap<string, string>, path: string): ImportedName[] {
  return scanImports(texts.get(path) ?? "", path);
}

/** What a disk shows through a link, or does not show in a sparse checkout, is not told by git's tree. */
export function mayRemember({ reads }: Pick<Graph, "reads">, disk: WorkingTree | null): boolean {
  if (disk === null) return true;
  return !disk.isSparse && (disk.links.size === 0 || !reads.some((path) => disk.links.has(path)));
}

/** An image knows more than what decides whether it is affected. */
function toInputs({ name, repository, project, dockerfile, context, inputs, bases }: ImageInputs): ImageInputs {
  return { name, repository, project, dockerfile, context, inputs, bases };
}
