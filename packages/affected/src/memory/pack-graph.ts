import type { Target } from "@sluice/ecosystems";
import type { Graph } from "./graph.ts";

/** A {@link Graph} for the disk: the lists that describe targets, of which a thousand projects have a few dozen, stand there once. */
export interface PackedGraph {
  graph: Graph;
  lists: unknown[][];
}

/** The same lists by their index, in the place where a target has them. */
type PackedTarget = Omit<Target, ListKey> & Record<ListKey, number>;

type ListKey = (typeof LISTS)[number];

const LISTS = ["inputs", "outputs", "dependsOn"] as const;

export function packGraph(graph: Graph): PackedGraph {
  const indexes = new Map<string, number>();
  const lists: unknown[][] = [];
  const indexOf = (list: unknown[]) => {
    const key = JSON.stringify(list);
    const index = indexes.get(key) ?? lists.push(list) - 1;
    indexes.set(key, index);
    return index;
  };
  return { graph: mapTargets(graph, (target) => replaceLists(target, indexOf)), lists };
}

/** Undoes {@link packGraph}; targets with the same lists have the same objects then. */
export function unpackGraph({ graph, lists }: PackedGraph): Graph {
  return mapTargets(graph, (target) => replaceLists(target, (index: number) => lists[index] ?? []));
}

function mapTargets(graph: Graph, map: (target: never) => unknown): Graph {
  const projects = graph.workspace.projects.map((project) => {
    const targets: Record<string, Target> = {};
    for (const [name, target] of Object.entries(project.targets)) targets[name] = map(target as never) as Target;
    return { ...project, targets };
  });
  return { ...graph, workspace: { ...graph.workspace, projects } };
}

function replaceLists(target: Target | PackedTarget, replace: (value: never) => unknown): unknown {
  const { inputs, outputs, dependsOn } = target;
  return { ...target, inputs: replace(inputs as never), outputs: replace(outputs as never), dependsOn: replace(dependsOn as never) };
}
