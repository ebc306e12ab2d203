import { changedPackages, computeClosure, type LockGraph, type LockNode } from "./lock-graph.ts";

/**
 * Which of the projects have another closure in the second graph, by name, each with the labels that changed; an empty list for a project that
 * one of them does not list. Only closures that hold a changed package are looked at: a lockfile of thousands of packages has as many projects.
 */
export function compareLockGraphs(before: LockGraph, after: LockGraph, projects: readonly string[]): Map<string, string[]> {
  const reaching = idsThatReachAChange(before, after);
  const affected = new Map<string, string[]>();
  for (const name of projects) {
    const [entriesBefore, entriesAfter] = [before.entries.get(name), after.entries.get(name)];
    if (entriesBefore !== undefined && isSameList(entriesBefore, entriesAfter) && !entriesBefore.some((id) => reaching.has(id))) continue;
    const old = computeClosure(before, name);
    const now = computeClosure(after, name);
    if (old === null || now === null) {
      // A project that is new to the lockfile, or that it does not list: nothing to compare with.
      affected.set(name, []);
      continue;
    }
    const changed = changedPackages(old, now);
    if (changed.length > 0)
      affected.set(
        name,
        changed.filter((label) => label !== ""),
      );
  }
  return affected;
}

/** The ids of nodes that are not the same in both graphs, and of all that need one of them, over any number of steps. */
function idsThatReachAChange(before: LockGraph, after: LockGraph): Set<string> {
  const ids = new Set([...before.nodes.keys(), ...after.nodes.keys()]);
  const pending = [...ids].filter((id) => !isSameNode(before.nodes.get(id), after.nodes.get(id)));
  const reaching = new Set(pending);
  if (pending.length === 0) return reaching;
  const usersOf = new Map<string, string[]>();
  for (const { nodes } of [before, after]) for (const [id, { needs }] of nodes) for (const need of needs) addTo(usersOf, need, id);
  for (let id = pending.pop(); id !== undefined; id = pending.pop())
    for (const user of usersOf.get(id) ?? []) {
      if (reaching.has(user)) continue;
      reaching.add(user);
      pending.push(user);
    }
  return reaching;
}

function isSameNode(a: LockNode | undefined, b: LockNode | undefined): boolean {
  return a !== undefined && b !== undefined && a.label === b.label && a.fingerprint === b.fingerprint && isSameList(a.needs, b.needs);
}

function isSameList(a: readonly string[], b: readonly string[] | undefined): boolean {
  return a.length === b?.length && a.every((value, index) => value === b[index]);
}

function addTo(map: Map<string, string[]>, key: string, value: string): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}
