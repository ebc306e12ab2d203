import type { Project, Workspace } from "@sluice/ecosystems";
import picomatch from "picomatch";

/** The part of the configuration that says what a file concerns. */
export interface AffectedConfiguration {
  workspaceFiles: string[];
  ignore: string[];
}

/** Files that decide what every project is, whatever its language. */
const FOR_ALL = ["nx.json", "sluice.config.{ts,js,mjs,json}"];

/** Says for a path which projects it concerns from outside: files that they read, but that are in none of them. */
export class WorkspaceFiles {
  readonly #forAll: (path: string) => boolean;
  readonly #lockfiles: ReadonlySet<string>;
  readonly #declared: DeclaredInputs;
  readonly #names: string[];

  constructor({ projects, lockfiles }: Workspace, { workspaceFiles }: Pick<AffectedConfiguration, "workspaceFiles">) {
    this.#names = projects.map(({ name }) => name);
    this.#forAll = matcher([...FOR_ALL, ...workspaceFiles]);
    this.#declared = declaredInputs(projects);
    this.#lockfiles = new Set(lockfiles.map(({ path }) => path));
  }

  /** Whether the file concerns everything there is, images included. */
  concernsAll(path: string): boolean {
    return this.#forAll(path);
  }

  /** Names of the projects that the file concerns. A lockfile is not judged here: its content decides. */
  projectsReading(path: string): string[] {
    if (this.#forAll(path)) return this.#names;
    if (this.#lockfiles.has(path)) return [];
    const names = [...(this.#declared.byPath.get(path) ?? [])];
    for (const { matches, projects } of this.#declared.globs) if (matches(path)) names.push(...projects);
    return names;
  }
}

/** What projects' targets name outside of the project: `{workspaceRoot}/…` among their inputs. Nx goes by the same. */
interface DeclaredInputs {
  byPath: Map<string, string[]>;
  globs: { matches: (path: string) => boolean; projects: string[] }[];
}

/** A path of its own is looked up; only a real pattern is tried on every changed file. */
function declaredInputs(projects: readonly Project[]): DeclaredInputs {
  const byPath = new Map<string, string[]>();
  for (const { name, targets } of projects) {
    for (const input of new Set(Object.values(targets).flatMap(({ inputs }) => inputs))) {
      if (typeof input === "string" && input.startsWith(WORKSPACE_ROOT)) append(byPath, input.slice(WORKSPACE_ROOT.length), name);
    }
  }
  const patterns = [...byPath].filter(([path]) => picomatch.scan(path).isGlob);
  return { byPath, globs: patterns.map(([path, names]) => ({ matches: matcher([path]), projects: names })) };
}

const WORKSPACE_ROOT = "{workspaceRoot}/";

function append<Key>(map: Map<Key, string[]>, key: Key, value: string): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}

/** A matcher of paths from the root; dot files count like others. */
export function matcher(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const key = JSON.stringify(globs);
  const known = compiled.get(key) ?? picomatch([...globs], { dot: true });
  compiled.set(key, known);
  return known;
}

/** Compiling takes longer than matching, and the same few lists come again and again. */
const compiled = new Map<string, (path: string) => boolean>();
