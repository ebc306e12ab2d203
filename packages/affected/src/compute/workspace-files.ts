import type { Project, Workspace } from "@sluice/ecosystems";
import { isGlob, matcher } from "./glob.ts";

/** The part of the configuration that says what a file concerns. */
export interface AffectedConfiguration {
  workspaceFiles: string[];
  ignore: string[];
}

/** Nx's own settings decide what every project is. */
const NX_SETTINGS = "nx.json";

/** Sluice's own settings decide how every image is built and what its plugins infer. */
const SLUICE_SETTINGS = "sluice.config.{ts,js,mjs,json}";

/** Says for a path which projects it concerns from outside: files that they read, but that are in none of them. */
export class WorkspaceFiles {
  readonly #forAll: (path: string) => boolean;
  readonly #lockfiles: ReadonlySet<string>;
  readonly #declared: DeclaredInputs;
  readonly #projects: readonly Project[];

  constructor({ projects, lockfiles }: Workspace, { workspaceFiles }: Pick<AffectedConfiguration, "workspaceFiles">) {
    this.#projects = projects;
    this.#forAll = matcher([SLUICE_SETTINGS, ...workspaceFiles]);
    this.#declared = declaredInputs(projects);
    this.#lockfiles = new Set(lockfiles.map(({ path }) => path));
  }

  /** Whether the file concerns every image and every project that has a target. */
  concernsAll(path: string): boolean {
    return this.#forAll(path);
  }

  /** Names of the projects that the file concerns. A lockfile is not judged here: its content decides. */
  projectsReading(path: string): string[] {
    if (path === NX_SETTINGS) return this.#projects.map(({ name }) => name);
    // Where there is no target, nothing can come out otherwise; Nx sees it the same way.
    if (this.#forAll(path)) return this.#projects.filter(({ targets }) => Object.keys(targets).length > 0).map(({ name }) => name);
    if (this.#lockfiles.has(path)) return [];
    const names = new Set((this.#declared.byPath.get(path) ?? []).flat());
    for (const { matches, projects } of this.#declared.globs) if (matches(path)) for (const name of projects.flat()) names.add(name);
    return [...names];
  }
}

/** What projects' targets name outside of the project: `{workspaceRoot}/…` among their inputs. Nx goes by the same. */
interface DeclaredInputs {
  /** Lists of names, which many paths share, and which may name a project more than once. */
  byPath: Map<string, string[][]>;
  globs: { matches: (path: string) => boolean; projects: string[][] }[];
}

/** By the list of projects: images are looked at with the same one. */
const known = new WeakMap<readonly Project[], DeclaredInputs>();

function declaredInputs(projects: readonly Project[]): DeclaredInputs {
  return known.get(projects) ?? knowReaders(projects, findReaders(projects));
}

/** The projects that read what is outside of them, by its path or pattern, as lists of names that many paths share. */
export function readersOutside(projects: readonly Project[]): ReadonlyMap<string, string[][]> {
  return declaredInputs(projects).byPath;
}

/** Tells of `projects` what {@link readersOutside} found out of them once. A path of its own is looked up; only a real pattern is tried. */
export function knowReaders(projects: readonly Project[], byPath: Map<string, string[][]>): DeclaredInputs {
  const patterns = [...byPath].filter(([path]) => isGlob(path));
  const declared = { byPath, globs: patterns.map(([path, names]) => ({ matches: matcher([path]), projects: names })) };
  known.set(projects, declared);
  return declared;
}

function findReaders(projects: readonly Project[]): Map<string, string[][]> {
  // Targets of a graph share their lists.
  const byInputs = new Map<readonly unknown[], string[]>();
  const byPath = new Map<string, string[][]>();
  for (const { name, targets, reads = [] } of projects) {
    for (const path of reads) append(byPath, path, [name]);
    for (const { inputs } of Object.values(targets)) append(byInputs, inputs, name);
  }
  for (const [inputs, names] of byInputs) for (const path of outsidePaths(inputs)) append(byPath, path, names);
  return byPath;
}

/** What inputs name outside of the project. */
function outsidePaths(inputs: readonly unknown[]): string[] {
  const named = inputs.filter((input) => typeof input === "string" && input.startsWith(WORKSPACE_ROOT)) as string[];
  return named.map((input) => input.slice(WORKSPACE_ROOT.length));
}

const WORKSPACE_ROOT = "{workspaceRoot}/";

function append<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}
