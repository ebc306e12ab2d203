import type { Dependency } from "@sluice/ecosystems";
import { ReasonSet } from "./reason-set.ts";

/**
 * `direct` and, for everything that depends on it over any number of steps, the direct dependencies that are affected.
 * Cycles are allowed. Only `names` can be affected.
 */
export function propagate(direct: ReasonSet, dependencies: readonly Dependency[], names: ReadonlySet<string>): ReasonSet {
  const dependents = dependentsByTarget(dependencies);
  const result = new ReasonSet();
  const queue: string[] = [];
  for (const name of direct.names()) {
    if (!names.has(name)) continue;
    for (const reason of direct.sorted(name)) result.add(name, reason);
    queue.push(name);
  }
  // Grows while it is walked; every name comes in once.
  for (const name of queue) {
    for (const dependent of dependents.get(name) ?? []) {
      if (!names.has(dependent)) continue;
      if (!result.has(dependent)) queue.push(dependent);
      result.add(dependent, { kind: "dependency", project: name });
    }
  }
  return result;
}

function dependentsByTarget(dependencies: readonly Dependency[]): Map<string, Set<string>> {
  const dependents = new Map<string, Set<string>>();
  for (const { source, target } of dependencies) {
    if (source === target) continue;
    const sources = dependents.get(target) ?? new Set<string>();
    sources.add(source);
    dependents.set(target, sources);
  }
  return dependents;
}
