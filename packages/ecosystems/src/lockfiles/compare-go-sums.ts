import type { LockProject } from "./lock-project.ts";
import { changedPackages, computeClosure } from "./lock-graph.ts";
import { parseGoSum } from "./parse-flat-locks.ts";

/** Two versions of a go.sum, and who builds with it. */
export interface CompareGoSumsOptions {
  path: string;
  before: string;
  after: string;
  /** `requests`: what a project imports that shares the go.mod with others, and for which that says the versions. */
  projects: readonly LockProject[];
}

/**
 * What a change of a go.sum means, by project: the modules whose content is another, as `go:golang.org/x/net`. For a project that shares the
 * go.mod, which versions count is said there, and the go.sum only whether a version still has the content it had.
 */
export function compareGoSums({ path, before, after, projects }: CompareGoSumsOptions): Map<string, string[]> {
  const old = parseGoSum({ path, text: before, projects });
  const now = parseGoSum({ path, text: after, projects });
  const affected = new Map<string, string[]>();
  for (const { name, requests } of projects) {
    const [closure, closureNow] = [computeClosure(old, name), computeClosure(now, name)];
    if (closure === null || closureNow === null) continue;
    const changed = changedPackages(closure, closureNow);
    const modules =
      requests === undefined
        ? changed
        : requests.length === 0
          ? []
          : changed.filter((label) => hasOtherContent(label, closure.packages, closureNow.packages));
    if (modules.length > 0) affected.set(name, modules);
  }
  return affected;
}

type Packages = ReadonlyMap<string, ReadonlySet<string>>;

/** A version that both know, with another hash. */
function hasOtherContent(label: string, before: Packages, after: Packages): boolean {
  const hashes = new Map([...(before.get(label) ?? [])].map((print) => splitPrint(print)));
  return [...(after.get(label) ?? [])].map((print) => splitPrint(print)).some(([version, hash]) => (hashes.get(version) ?? hash) !== hash);
}

function splitPrint(fingerprint: string): [version: string, hash: string] {
  const space = fingerprint.indexOf(" ");
  return [fingerprint.slice(0, space), fingerprint.slice(space + 1)];
}
