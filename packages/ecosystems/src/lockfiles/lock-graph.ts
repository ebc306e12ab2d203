/** A lockfile as a graph: what each locked package is, and what it needs. */
export interface LockGraph {
  /** By an id that the lockfile makes unique. */
  nodes: Map<string, LockNode>;
  /** Ids from which a project's closure starts, by the project's name. A project that is not listed is missing here. */
  entries: Map<string, string[]>;
}

/** One locked package. */
export interface LockNode {
  /** The package with its ecosystem: `npm:zod`, `pypi:fastapi`. Null for a package of the repository itself. */
  label: string | null;
  /** Everything that says which bytes it is: version, source, hashes. */
  fingerprint: string;
  /** Ids of the packages it needs. */
  needs: string[];
}

/** What a project's closure holds. */
export interface Closure {
  /** Fingerprints by label; a label has several where several versions are locked. */
  packages: Map<string, Set<string>>;
  /** By label, who needs which version of the package: tells when somebody gets another one of two. */
  links: Map<string, Set<string>>;
}

/** Everything reachable from a project's entries; null when the lockfile does not list the project. */
export function computeClosure({ nodes, entries }: LockGraph, project: string): Closure | null {
  const start = entries.get(project);
  if (start === undefined) return null;
  const closure: Closure = { packages: new Map(), links: new Map() };
  const pending = [...start];
  const seen = new Set(pending);
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    const node = nodes.get(id);
    if (node === undefined) continue;
    if (node.label !== null) add(closure.packages, node.label, node.fingerprint);
    for (const need of node.needs) {
      const needed = nodes.get(need);
      if (needed?.label != null) add(closure.links, needed.label, `${node.label ?? ""} ${needed.fingerprint}`);
      if (seen.has(need)) continue;
      seen.add(need);
      pending.push(need);
    }
  }
  return closure;
}

/** Labels, sorted, that differ between two closures; empty when the closures are the same. */
export function changedPackages(before: Closure, after: Closure): string[] {
  const changed = changedKeys(before.packages, after.packages);
  // The same packages in another arrangement: somebody gets another one of two versions.
  return changed.length > 0 ? changed : changedKeys(before.links, after.links);
}

function changedKeys(before: ReadonlyMap<string, ReadonlySet<string>>, after: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => !isSame(before.get(key), after.get(key))).sort();
}

function isSame(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): boolean {
  return a !== undefined && b !== undefined && a.size === b.size && [...a].every((value) => b.has(value));
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, new Set([value]));
  else values.add(value);
}
