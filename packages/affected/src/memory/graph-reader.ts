import type { Warning } from "@sluice/core";
import type { ReadImports, Workspace } from "@sluice/ecosystems";
import { type ImportedName, importLanguageOf, scanImports } from "@sluice/ecosystems/scan";
import type { Repository, WorkingTree } from "@sluice/git";
import type { ImageInputs } from "../compute/compute-images.ts";
import { followingLinks, leadElsewhere, type RepositoryFiles } from "../reading/repository-files.ts";
import { changesBetween, type EditedTree, readEditedTree } from "./edited-tree.ts";
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
  /** What `disk` is compared with, a commit and its git tree, where the working tree differs from it. */
  edits: { tree: string; revision: string } | null;
  /** Lists and reads the files themselves; asked only when nothing is remembered. */
  open: () => Promise<RepositoryFiles>;
  /** Texts of a few files, by path, without a list of all. */
  readTexts: (paths: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

/** A tree or a working tree, and what a state has changed since. */
export interface Near {
  /** Its id. */
  tree: string;
  /** A commit that has it, or that had it before it was edited. */
  revision: string;
  changes: readonly Change[];
  /** What the files of a working tree say instead. */
  edited?: EditedTree;
  /** Texts of its files where they need no git process; as {@link State.readTexts}. */
  readTexts?: State["readTexts"] | undefined;
}

/** Reads graphs, and remembers them by the id of their tree. */
export class GraphReader {
  readonly #sources: GraphSources;
  readonly #graphs: GraphMemory;
  readonly #memory: Memory | null;
  /** Started already; the first reading takes them. */
  #scanners: Scanners | null;
  readonly #repository: Pick<Repository, "root" | "readFilesAt">;
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
    if (known !== null) return known;
    const edited = this.#editedTree(state);
    const ofEdited = edited === null ? null : await this.#knownEdited(edited, state, withImages);
    if (ofEdited !== null) return ofEdited;
    const graph = await this.#readFiles(state, withImages);
    if (!mayRemember(graph, state.disk)) return graph;
    if (state.tree !== null) this.#graphs.remember(state.tree, graph);
    // Somebody may have gone on editing while it was read.
    if (edited !== null && this.#editedTree(state)?.id === edited.id) this.#graphs.rememberEdited(edited, graph);
    return graph;
  }

  #editedTree({ edits, disk }: State): EditedTree | null {
    return this.#memory === null || edits === null || disk === null ? null : readEditedTree(this.#repository.root, edits.tree, disk);
  }

  /** By the working tree that was looked at last, which had a new or deleted file already. */
  async #knownEdited(edited: EditedTree, state: State, withImages: boolean): Promise<Graph | null> {
    const last = this.#graphs.recallEdited(edited.tree);
    if (last === null || state.edits === null) return null;
    const near = { tree: last.id, revision: state.edits.revision, changes: changesBetween(last, edited), edited: last };
    return this.#known({ ...state, near: [near] }, withImages);
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
  async #keepsGraph(graph: Graph, { revision, changes, edited, ...near }: Near, { readTexts }: State): Promise<boolean> {
    const paths = sourcesToCompare(graph, changes, (path) => importLanguageOf(path) !== null);
    if (paths === null || paths.length === 0) return paths !== null;
    const [before, after] = await Promise.all([near.readTexts?.(paths) ?? this.#repository.readFilesAt(revision, paths), readTexts(paths)]);
    const importsBefore = (path: string) => edited?.files.find((file) => file.path === path)?.imports ?? importsIn(before, path);
    return paths.every((path) => importsTheSame(graph, path, importsBefore(path), importsIn(after, path)));
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
    return { workspace, images, reads, readsElsewhere: await leadElsewhere(reads, files) };
  }
}

function importsIn(texts: ReadonlyMap<string, string>, path: string): ImportedName[] {
  return scanImports(texts.get(path) ?? "", path);
}

/** What a disk shows behind a link, or does not show in a sparse checkout, is not told by git's tree. */
export function mayRemember({ readsElsewhere }: Pick<Graph, "readsElsewhere">, disk: WorkingTree | null): boolean {
  return disk === null || (!disk.isSparse && !readsElsewhere);
}

/** An image knows more than what decides whether it is affected. */
function toInputs({ name, repository, project, dockerfile, context, inputs, bases }: ImageInputs): ImageInputs {
  return { name, repository, project, dockerfile, context, inputs, bases };
}
