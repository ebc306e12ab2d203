import { lowerBound } from "@sluice/core";
import { parse } from "jsonc-parser";
import picomatch from "picomatch";
import type { ReadFile } from "../model/reading.ts";
import type { Dependency, Workspace } from "../model/workspace.ts";
import { compareText } from "../text/compare-text.ts";
import { below } from "../text/paths.ts";
import { listOf, stringsOf, tableOf, textOf } from "../text/values.ts";
import { type NxGraph, uniteNxGraph } from "./unite-nx-graph.ts";

/** A file in which people tell Nx of a project. */
interface Declaration {
  path: string;
  text: string;
  /** The project.json, or what a package.json says under `nx`. */
  value: Record<string, unknown>;
}

/** The files of the same state of the repository. */
export interface DeclaringFiles {
  /** Paths from the root, sorted. */
  files: readonly string[];
  readFile: ReadFile;
}

/**
 * The workspace with what nx.json, each project.json and the `nx` key of each package.json say themselves: targets, files among their inputs,
 * named ones resolved, and `implicitDependencies`, of which `!name` takes one away, whoever found it. As it is where there is no nx.json.
 */
export async function uniteDeclaredNx(workspace: Workspace, { files, readFile }: DeclaringFiles): Promise<Workspace> {
  const isThere = (path: string) => files[lowerBound(files, path)] === path;
  const settings = isThere("nx.json") ? await readFile("nx.json") : null;
  if (settings === null) return workspace;
  const nxJson = tableOf(parse(settings));
  const namedInputs = inputLists(nxJson["namedInputs"]);
  const defaults = Object.entries(tableOf(nxJson["targetDefaults"]));
  const saysFiles = settings.includes(WORKSPACE_ROOT);
  const declarations = new Map<string, Declaration[]>();
  await Promise.all(
    workspace.projects.map(async ({ name, root }) => {
      const paths = ["package.json", "project.json"].map((file) => below(root, file)).filter(isThere);
      const found = (await Promise.all(paths.map((path) => readDeclaration(path, readFile)))).flat();
      if (found.length > 0) declarations.set(name, found);
    }),
  );
  if (declarations.size === 0 && !saysFiles) return workspace;
  const nodes: NxGraph["nodes"] = {};
  const edges: Dependency[] = [];
  const removed = new Set<string>();
  for (const { name, root, targets } of workspace.projects) {
    const own = declarations.get(name) ?? [];
    const declared = Object.assign({}, ...own.map(({ value }) => tableOf(value["targets"]))) as Record<string, unknown>;
    const all = saysFiles ? { ...targets, ...declared } : declared;
    const resolved = Object.entries(all).map(([target, value]) => [target, withDefaults(target, tableOf(value), defaults)]);
    const named = Object.assign({}, ...own.map(({ value }) => inputLists(value["namedInputs"]))) as Record<string, unknown[]>;
    nodes[name] = { data: { root, targets: Object.fromEntries(resolved), namedInputs: named } };
    for (const { path, text, value } of own) {
      const line = text.slice(0, text.indexOf('"implicitDependencies"')).split("\n").length;
      const { wanted, unwanted } = dependenciesIn(stringsOf(value["implicitDependencies"]), workspace, declarations);
      for (const target of wanted) if (target !== name) edges.push({ source: name, target, file: path, line });
      for (const target of unwanted) removed.add(edgeOf({ source: name, target }));
    }
  }
  const united = uniteNxGraph({ workspace, graph: { nodes, dependencies: {} }, namedInputs });
  const all = withEdges(workspace.dependencies, edges);
  return { ...united, dependencies: removed.size === 0 ? all : all.filter((edge) => !removed.has(edgeOf(edge))) };
}

const WORKSPACE_ROOT = "{workspaceRoot}/";

async function readDeclaration(path: string, readFile: ReadFile): Promise<Declaration[]> {
  const text = await readFile(path);
  if (text === null) return [];
  if (path.endsWith("project.json")) return [{ path, text, value: tableOf(parse(text)) }];
  // Most have none, and to parse each takes its time.
  if (!text.includes('"nx"')) return [];
  const value = tableOf(tableOf(parse(text))["nx"]);
  return Object.keys(value).length === 0 ? [] : [{ path, text, value }];
}

/** What a target says of its inputs, else what nx.json says of its kind, else Nx's own default. */
function withDefaults(name: string, target: Record<string, unknown>, defaults: readonly (readonly [string, unknown])[]) {
  const matching = defaults.filter(([key]) => key === name || key === textOf(target["executor"]) || key.includes("*"));
  const further = matching
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .flatMap((entry) => listOf(tableOf(entry)["inputs"]));
  const own = target["inputs"];
  const inputs = Array.isArray(own) ? [...own, ...further] : further.length > 0 ? further : ["default"];
  return { ...target, inputs: inputs.map(plainInput) };
}

/** `{ fileset }` and `{ input }` say what a text says. */
function plainInput(input: unknown): unknown {
  const { fileset, input: named, projects, dependencies } = tableOf(input);
  if (textOf(fileset) !== null) return fileset;
  return textOf(named) !== null && projects === undefined && dependencies === undefined ? named : input;
}

function inputLists(value: unknown): Record<string, unknown[]> {
  return Object.fromEntries(Object.entries(tableOf(value)).map(([name, inputs]) => [name, listOf(inputs).map(plainInput)]));
}

/** Names, patterns of names, and `tag:` with a tag or a pattern of tags (https://nx.dev/reference/project-configuration#implicitdependencies). */
function dependenciesIn(
  patterns: readonly string[],
  { projects }: Workspace,
  declarations: ReadonlyMap<string, readonly Declaration[]>,
): { wanted: string[]; unwanted: string[] } {
  const matching = (pattern: string): string[] => {
    const [, tag] = /^tag:(.*)$/.exec(pattern) ?? [];
    const matches = matcherOf(tag ?? pattern);
    return projects
      .filter(({ name, root }) => (tag === undefined ? matches(name) || matches(root) : tagsOf(declarations.get(name)).some(matches)))
      .map(({ name }) => name);
  };
  const unwanted = patterns.filter((pattern) => pattern.startsWith("!")).flatMap((pattern) => matching(pattern.slice(1)));
  return { wanted: patterns.filter((pattern) => !pattern.startsWith("!")).flatMap(matching), unwanted };
}

function tagsOf(declarations: readonly Declaration[] = []): string[] {
  return declarations.flatMap(({ value }) => stringsOf(value["tags"]));
}

function matcherOf(pattern: string): (text: string) => boolean {
  if (!/[*?{[]/.test(pattern)) return (text) => text === pattern;
  const matches = picomatch(pattern);
  return (text) => matches(text);
}

function withEdges(known: readonly Dependency[], further: readonly Dependency[]): Dependency[] {
  const seen = new Set(known.map(edgeOf));
  const added = further.filter((edge) => {
    const key = edgeOf(edge);
    return !seen.has(key) && seen.add(key) !== undefined;
  });
  if (added.length === 0) return [...known];
  return [...known, ...added].sort(
    (a, b) => compareText(a.source, b.source) || compareText(a.target, b.target) || compareText(a.file, b.file),
  );
}

function edgeOf({ source, target }: Pick<Dependency, "source" | "target">): string {
  return JSON.stringify([source, target]);
}
