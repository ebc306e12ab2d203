import type { Project, Workspace } from "@sluice/ecosystems";
import picomatch from "picomatch";

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
  for (const { name, targets, reads = [] } of projects) {
    for (const path of reads) append(byPath, path, name);
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
