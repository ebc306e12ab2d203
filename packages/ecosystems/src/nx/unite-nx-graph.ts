import type { Dependency, Project, Target, Workspace } from "../model/workspace.ts";
import { compareText } from "../text/compare-text.ts";
import { listOf, tableOf, textOf } from "../text/values.ts";

/** A project graph as `nx graph --file` writes it, with the parts that count here. */
export interface NxGraph {
  nodes: Record<
    string,
    { type?: string; data: { root: string; targets?: Record<string, unknown>; namedInputs?: Record<string, unknown[]> } }
  >;
  dependencies: Record<string, { source: string; target: string }[]>;
}

/** What {@link uniteNxGraph} needs. */
export interface UniteNxGraphOptions {
  workspace: Workspace;
  graph: NxGraph;
  /** As in nx.json. */
  namedInputs: Record<string, unknown[]>;
}

/**
 * The workspace with what Nx's own graph has beyond it: projects, targets, inputs of targets, dependencies. Projects are the same where their
 * folder is. A dependency of Nx's is declared by nobody: it carries the project's manifest. Pure.
 */
export function uniteNxGraph({ workspace, graph, namedInputs }: UniteNxGraphOptions): Workspace {
  const projects = new Map(workspace.projects.map((project) => [project.root, project]));
  const names = new Set(workspace.projects.map(({ name }) => name));
  const nameOfNode = new Map<string, string>();
  for (const [node, { type, data }] of Object.entries(graph.nodes).sort(([a], [b]) => compareText(a, b))) {
    const known = projects.get(data.root);
    const project = known ?? newProject({ name: names.has(node) ? data.root : node, root: data.root, isApp: type === "app" });
    const targets = toTargets(data.targets ?? {}, data.root, { ...namedInputs, ...data.namedInputs });
    projects.set(data.root, { ...project, targets: uniteTargets(project.targets, targets) });
    names.add(project.name);
    nameOfNode.set(node, project.name);
  }
  const all = [...projects.values()].sort((a, b) => compareText(a.name, b.name));
  return { ...workspace, projects: all, dependencies: uniteDependencies(workspace.dependencies, graph, nameOfNode, all) };
}

function newProject({ name, root, isApp }: { name: string; root: string; isApp: boolean }): Project {
  const manifest = root === "." ? "project.json" : `${root}/project.json`;
  return { name, root, type: isApp ? "app" : "lib", ecosystem: "npm", manifest, version: null, private: true, targets: {} };
}

function toTargets(targets: Record<string, unknown>, root: string, named: Record<string, unknown[]>): Record<string, Target> {
  return Object.fromEntries(
    Object.entries(targets).map(([name, value]) => {
      const target = tableOf(value);
      return [
        name,
        {
          command: textOf(target["command"]) ?? textOf(target["executor"]) ?? name,
          cwd: root,
          cache: target["cache"] === true,
          inputs: listOf(target["inputs"]).flatMap((input) => withoutNames(input, named, new Set())),
          outputs: listOf(target["outputs"]).map(String),
          dependsOn: listOf(target["dependsOn"]).filter((entry) => typeof entry === "string"),
          description: textOf(tableOf(target["metadata"])["description"]) ?? "",
        },
      ];
    }),
  );
}

/** A named input stands for its list; one of the dependencies (`^production`) counts through them. */
function withoutNames(input: unknown, named: Record<string, unknown[]>, seen: ReadonlySet<string>): unknown[] {
  const list = typeof input === "string" && !seen.has(input) ? named[input] : undefined;
  if (list === undefined) return [input];
  return list.flatMap((inner) => withoutNames(inner, named, new Set([...seen, String(input)])));
}

/** Sluice knows better what its own targets run; what either says that they read counts. */
function uniteTargets(own: Record<string, Target>, further: Record<string, Target>): Record<string, Target> {
  const united: Record<string, Target> = { ...further };
  for (const [name, target] of Object.entries(own)) {
    const inputs = further[name]?.inputs ?? [];
    united[name] = { ...target, inputs: [...target.inputs, ...inputs.filter((input) => !target.inputs.includes(input))] };
  }
  return Object.fromEntries(Object.entries(united).sort(([a], [b]) => compareText(a, b)));
}

function uniteDependencies(
  own: readonly Dependency[],
  graph: NxGraph,
  nameOfNode: ReadonlyMap<string, string>,
  projects: readonly Project[],
): Dependency[] {
  const manifests = new Map(projects.map(({ name, manifest }) => [name, manifest]));
  const known = new Set(own.map(({ source, target }) => JSON.stringify([source, target])));
  const united = [...own];
  for (const { source, target } of Object.values(graph.dependencies).flat()) {
    const [from, to] = [nameOfNode.get(source), nameOfNode.get(target)];
    // Packages from elsewhere are nodes of another kind.
    if (from === undefined || to === undefined || from === to || known.has(JSON.stringify([from, to]))) continue;
    known.add(JSON.stringify([from, to]));
    united.push({ source: from, target: to, file: manifests.get(from) ?? "nx.json" });
  }
  return united.sort((a, b) => compareText(a.source, b.source) || compareText(a.target, b.target) || compareText(a.file, b.file));
}
