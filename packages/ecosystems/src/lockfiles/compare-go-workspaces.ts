import type { LockfileUse } from "../model/workspace.ts";

/**
 * What changed for the modules of a go.work, by project: the packages whose selected version is another, as `go:golang.org/x/net`; none where the
 * module joined or left. In a workspace Go selects one version for all of its modules, the highest that any of them requires
 * (https://go.dev/ref/mod#minimal-version-selection): so a requirement in one go.mod concerns every module that requires the same.
 */
export function compareGoWorkspaces(before: LockfileUse, after: LockfileUse): Map<string, string[]> {
  const [old, now] = [selectVersions(before), selectVersions(after)];
  const affected = new Map<string, string[]>();
  const wasMember = new Set(membersOf(before));
  for (const project of membersOf(after)) {
    if (!wasMember.delete(project)) affected.set(project, []);
    const changed = modulesOf(after, project).filter((module) => old.get(module) !== now.get(module));
    if (changed.length > 0)
      affected.set(
        project,
        [...new Set(changed)].sort().map((module) => `go:${module}`),
      );
  }
  for (const project of wasMember) affected.set(project, []);
  return affected;
}

/** A module that the go.work does not use has no requests. */
function membersOf({ requests }: LockfileUse): string[] {
  return Object.keys(requests ?? {});
}

function modulesOf({ requests }: LockfileUse, project: string): string[] {
  return (requests?.[project] ?? []).map((request) => request.slice(0, request.indexOf("@")));
}

function selectVersions({ requests }: LockfileUse): Map<string, string> {
  const selected = new Map<string, string>();
  const replaced = new Map<string, Set<string>>();
  for (const request of Object.values(requests ?? {}).flat()) {
    const at = request.indexOf("@");
    const [module, version] = [request.slice(0, at), request.slice(at + 1)];
    const known = selected.get(module);
    if (version.includes("=>")) replaced.set(module, (replaced.get(module) ?? new Set()).add(version));
    else if (known === undefined || compareVersions(version, known) > 0) selected.set(module, version);
  }
  for (const [module, targets] of replaced) selected.set(module, [selected.get(module) ?? "", ...[...targets].sort()].join(" "));
  return selected;
}

/** Semantic versions as Go has them: `v1.2.3`, `v0.0.0-20200101000000-abcdef`, `v2.0.0+incompatible`. */
function compareVersions(a: string, b: string): number {
  const [first, second] = [parts(a), parts(b)];
  const main = compareLists(first.main, second.main);
  if (main !== 0) return main;
  if (first.rest.length === 0 || second.rest.length === 0) return second.rest.length - first.rest.length;
  return compareLists(first.rest, second.rest);
}

function parts(version: string): { main: string[]; rest: string[] } {
  const [, main = version, rest] = /^v?([^-+]*)(?:-([^+]*))?/.exec(version) ?? [];
  return { main: main.split("."), rest: rest === undefined ? [] : rest.split(".") };
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [x, y] = [a[index], b[index]];
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    if (x === y) continue;
    const areNumbers = /^\d+$/.test(x) && /^\d+$/.test(y);
    return areNumbers ? Number(x) - Number(y) : x < y ? -1 : 1;
  }
  return 0;
}
