import type { Warning } from "@sluice/core";
import type { ReadImports, Workspace } from "@sluice/ecosystems";
import { type ImportedName, importLanguageOf, scanImports } from "@sluice/ecosystems/scan";
import type { Repository, WorkingTree } from "@sluice/git";
import type { ImageInputs } from "../compute/compute-images.ts";
import { followingLinks, type RepositoryFiles } from "../reading/repository-files.ts";
import { type Change, type Graph, importsTheSame, sourcesToCompare, watchReads } from "./graph.ts";
import type { GraphMemory } from "./graph-memory.ts";
import type { Scanners } from "../reading/scan-beside.ts";
import { openImports } from "./import-reader.ts";
import type { Memory } from "./open-memory.ts";

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
  readonly #graphs: GraphMemory;
  readonly #memory: Memory | null;
  /** Started already; the first reading takes them. */
  #scanners: Scanners | null;
  readonly #repository: Pick<Repository, "readFilesAt">;
  /** What is written of one reading is what the next one knows. */
  #saving: Promise<void> = Promise.resolve();

  /** `memory` is for what sources import. */
  constructor(
    sources: GraphSources & { repository: Repository },
    { graphs, memory, scanners }: { graphs: GraphMemory; memory: Memory | null; scanners: Scanners | null },
  ) {
    this.#sources = sources;
    this.#repository = sources.repository;
    this.#graphs = graphs;
    this.#memory = memory;
    this.#scanners = scanners;
  }

  /** The graph of a state: remembered, taken over from a tree that differs only in what does not matter, or read. */
  async read(state: State, { withImages }: { withImages: boolean }): Promise<Graph> {
    const known = await this.#known(state, withImages);
    const graph = known ?? (await this.#readFiles(state, withImages));
    if (known === null && state.tree !== null && mayRemember(graph, state.disk)) this.#graphs.remember(state.tree, graph);
    return graph;
  }

  async #known(state: State, withImages: boolean): Promise<Graph | null> {
    const { tree, near, disk } = state;
    const own = tree === null ? null : this.#graphs.recall(tree);
    const isEnough = (graph: Graph) => (!withImages || graph.images !== null) && mayRemember(graph, disk);
    if (own !== null && isEnough(own)) return own;
    for (const candidate of near) {
      const graph = this.#graphs.recall(candidate.tree);
      if (graph === null || !isEnough(graph) || !(await this.#keepsGraph(graph, candidate, state))) continue;
      if (tree !== null && tree !== candidate.tree) this.#graphs.rememberSame(tree, candidate.tree, graph);
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
    await this.#saving;
    const { readImports, save } = openImports({ memory: this.#memory, files, scanners: this.#scanners });
    this.#scanners = null;
    const workspace = await this.#sources.readWorkspace({ ...files, readImports });
    // Whoever wants to know what went wrong with the sources has heard of it; what is not written down is scanned again.
    this.#saving = save().catch(() => {});
    const found = withImages ? await this.#sources.readImages(workspace, files) : null;
    const images = found === null ? null : { images: found.images.map(toInputs), warnings: [...found.warnings] };
    const reads = watched.reads();
    return { workspace, images, reads, readsLinks: reads.some((path) => files.isLink(path)) };
  }
}

function importsIn(texts: ReadonlyMap<string, string>, path: string): ImportedName[] {
  return scanImports(texts.get(path) ?? "", path);
}

/** What a disk shows through a link, or does not show in a sparse checkout, is not told by git's tree. */
export function mayRemember({ readsLinks }: Pick<Graph, "readsLinks">, disk: WorkingTree | null): boolean {
  return disk === null || (!disk.isSparse && !readsLinks);
}

/** An image knows more than what decides whether it is affected. */
function toInputs({ name, repository, project, dockerfile, context, inputs, bases }: ImageInputs): ImageInputs {
  return { name, repository, project, dockerfile, context, inputs, bases };
}
