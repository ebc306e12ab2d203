import type { Target } from "@sluice/ecosystems";
import type { Graph } from "./graph.ts";

/**
 * A {@link Graph} for the disk: the targets of a thousand projects, which are a few dozen but for their folder, stand there once, and so do the
 * lists that describe them.
 */
export interface PackedGraph {
  /** A target of a project is the index of one in `targets`, which works in the project's folder, or that index and its own folder. */
  graph: Graph;
  targets: PackedTarget[];
  lists: unknown[][];
}

/** Its lists by their index, in their place; without its folder. */
type PackedTarget = Omit<Target, ListKey | "cwd"> & Record<ListKey, number>;

type ListKey = "inputs" | "outputs" | "dependsOn";

type TargetInPlace = number | [number, string];

export function packGraph(graph: Graph): PackedGraph {
  const [targets, lists] = [new Distinct<PackedTarget>(), new DistinctLists()];
  const pack = ({ cwd, inputs, outputs, dependsOn, command, cache, description }: Target, root: string): TargetInPlace => {
    const packed: PackedTarget = {
      command,
      cache,
      inputs: lists.indexOfList(inputs),
      outputs: lists.indexOfList(outputs),
      dependsOn: lists.indexOfList(dependsOn),
      description,
    };
    const numbers = `${packed.inputs} ${packed.outputs} ${packed.dependsOn}`;
    // A length tells where the command ends.
    const index = targets.indexOf(packed, `${numbers} ${cache} ${command.length} ${command}${description}`);
    return cwd === root ? index : [index, cwd];
  };
  return { graph: mapTargets(graph, pack), targets: targets.all, lists: lists.all };
}

/** Undoes {@link packGraph}; targets with the same lists have the same objects then. */
export function unpackGraph({ graph, targets, lists }: PackedGraph): Graph {
  const listAt = <Item>(index: number) => (lists[index] ?? []) as Item[];
  const unpacked = targets.map(({ inputs, outputs, dependsOn, ...rest }) => ({
    ...rest,
    inputs: listAt(inputs),
    outputs: listAt<string>(outputs),
    dependsOn: listAt<string>(dependsOn),
  }));
  return mapTargets(graph, (inPlace: TargetInPlace, root) => {
    const [index, cwd] = typeof inPlace === "number" ? [inPlace, root] : inPlace;
    return { ...unpacked[index], cwd };
  });
}

function mapTargets<Value>(graph: Graph, map: (target: Value, root: string) => unknown): Graph {
  const projects = graph.workspace.projects.map((project) => {
    const targets: Record<string, Target> = {};
    for (const [name, target] of Object.entries(project.targets)) targets[name] = map(target as Value, project.root) as Target;
    return { ...project, targets };
  });
  return { ...graph, workspace: { ...graph.workspace, projects } };
}

/** Values of which those that say the same are one. */
class Distinct<Value> {
  readonly all: Value[] = [];
  readonly #indexes = new Map<string, number>();

  /** `key`: what the value says. */
  indexOf(value: Value, key: string): number {
    const index = this.#indexes.get(key) ?? this.all.push(value) - 1;
    this.#indexes.set(key, index);
    return index;
  }
}

/** {@link Distinct}, where most are the same object as another one. */
class DistinctLists extends Distinct<unknown[]> {
  readonly #known = new Map<unknown[], number>();

  indexOfList(list: unknown[]): number {
    const index = this.#known.get(list) ?? this.indexOf(list, JSON.stringify(list));
    this.#known.set(list, index);
    return index;
  }
}
