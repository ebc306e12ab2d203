import type { Project, Target } from "@sluice/ecosystems";
import { knowReaders, readersOutside } from "../compute/workspace-files.ts";
import type { Graph } from "./graph.ts";

/**
 * A {@link Graph} for the disk: the targets of a thousand projects, which are a few dozen but for their folder, stand there once, and so do the
 * sets of them that a project has, and the lists that describe them.
 */
export interface PackedGraph {
  /** A project's targets are the index of one of `sets`. */
  graph: Omit<Graph, "workspace"> & { workspace: Omit<Graph["workspace"], "projects"> & { projects: PackedProject[] } };
  /** A target is the index of one in `targets`, which works in the project's folder, or that index and its own folder. */
  sets: TargetSet[];
  targets: PackedTarget[];
  lists: unknown[][];
  /** What projects read outside of themselves, by path or pattern: indexes in `groups`. */
  readers: [string, number[]][];
  /** Projects' indexes. */
  groups: number[][];
}

type PackedProject = Omit<Project, "targets"> & { targets: number };

type TargetSet = Record<string, TargetInPlace>;

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
  const sets = new Distinct<TargetSet>();
  const { workspace } = graph;
  const projects = workspace.projects.map((project) => {
    const set = Object.fromEntries(Object.entries(project.targets).map(([name, target]) => [name, pack(target, project.root)]));
    return { ...project, targets: sets.indexOf(set, JSON.stringify(set)) };
  });
  return {
    graph: { ...graph, workspace: { ...workspace, projects } },
    sets: sets.all,
    targets: targets.all,
    lists: lists.all,
    ...packReaders(workspace.projects),
  };
}

function packReaders(projects: readonly Project[]): Pick<PackedGraph, "readers" | "groups"> {
  const indexes = new Map(projects.map(({ name }, index) => [name, index]));
  const groups = new DistinctLists();
  const readers = [...readersOutside(projects)].map(([path, lists]): [string, number[]] => [
    path,
    lists.map((names) => groups.indexOfList(names)),
  ]);
  return { readers, groups: groups.all.map((names) => names.map((name) => indexes.get(name as string) ?? -1)) };
}

/**
 * Undoes {@link packGraph}; targets with the same lists have the same objects then. A project's targets are put together when they are looked
 * at: most answers need those of a few.
 */
export function unpackGraph({ graph, sets, targets, lists, readers, groups }: PackedGraph): Graph {
  const listAt = <Item>(index: number) => (lists[index] ?? []) as Item[];
  const unpacked = targets.map(({ inputs, outputs, dependsOn, ...rest }) => ({
    ...rest,
    inputs: listAt(inputs),
    outputs: listAt<string>(outputs),
    dependsOn: listAt<string>(dependsOn),
  }));
  const unpackSet = (set: TargetSet, root: string) => {
    const found: Record<string, Target> = {};
    for (const [name, inPlace] of Object.entries(set)) {
      const [index, cwd] = typeof inPlace === "number" ? [inPlace, root] : inPlace;
      found[name] = { ...unpacked[index], cwd } as Target;
    }
    return found;
  };
  const projects = graph.workspace.projects.map((project): Project => {
    let found: Record<string, Target> | null = null;
    return {
      ...project,
      get targets() {
        return (found ??= unpackSet(sets[project.targets] ?? {}, project.root));
      },
    };
  });
  const named = groups.map((group) => group.map((index) => projects[index]?.name ?? ""));
  knowReaders(projects, new Map(readers.map(([path, indexes]) => [path, indexes.map((index) => named[index] ?? [])])));
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
