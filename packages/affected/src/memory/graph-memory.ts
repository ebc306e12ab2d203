import { answerSettings } from "./answer.ts";
import type { EditedTree } from "./edited-tree.ts";
import type { Graph } from "./graph.ts";
import type { Memory } from "./open-memory.ts";
import { packGraph, type PackedGraph, unpackGraph } from "./pack-graph.ts";

/** What decides what a graph looks like, beside the files. */
export interface GraphMemoryOptions {
  /** Null: nothing is known but what this process read. */
  memory: Memory | null;
  /** Absolute path of the repository's top. */
  root: string;
  /** The configuration as text. */
  settings: string;
}

/** The graphs of earlier readings by the ids of their git trees, each read from the disk once. */
export class GraphMemory {
  readonly #memory: Memory | null;
  readonly #settings: string;
  readonly #read = new Map<string, Graph>();

  constructor({ memory, root, settings }: GraphMemoryOptions) {
    this.#memory = memory;
    this.#settings = answerSettings(root, settings, memory);
  }

  /** The graph of a tree; null when it is not known. */
  recall(tree: string): Graph | null {
    const read = this.#read.get(tree);
    if (read !== undefined) return read;
    const origin = this.#originOf(tree);
    const known = this.#read.get(origin) ?? this.#recallOrigin(origin);
    if (known !== null) this.#read.set(tree, known).set(origin, known);
    return known;
  }

  remember(tree: string, graph: Graph): void {
    this.#read.set(tree, graph);
    this.#memory?.write("graph", [this.#settings, tree], packGraph(graph));
  }

  /** A commit of sources alone has its parent's graph: a line that says so is enough. */
  rememberSame(tree: string, other: string, graph: Graph): void {
    this.#read.set(tree, graph);
    this.#memory?.write("same", [this.#settings, tree], { tree: this.#originOf(other) });
  }

  /** The last working tree on top of a git tree whose graph was read; {@link recall} has it by its id. */
  recallEdited(tree: string): EditedTree | null {
    return this.#memory?.read<EditedTree>("working-tree", [this.#settings, tree]) ?? null;
  }

  rememberEdited(edited: EditedTree, graph: Graph): void {
    this.remember(edited.id, graph);
    this.#memory?.write("working-tree", [this.#settings, edited.tree], edited);
  }

  #recallOrigin(tree: string): Graph | null {
    const packed = this.#memory?.read<PackedGraph>("graph", [this.#settings, tree]) ?? null;
    return packed === null ? null : unpackGraph(packed);
  }

  #originOf(tree: string): string {
    return this.#memory?.read<{ tree: string }>("same", [this.#settings, tree])?.tree ?? tree;
  }
}
