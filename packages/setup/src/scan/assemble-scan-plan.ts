import type { Workspace } from "@sluice/ecosystems";

/** Files of no project that a secret or an unsafe setting of every one may stand in. */
const shared = [".github/", ".circleci/", ".gitlab/"];

/**
 * The files that a security scan of the named projects looks at, sorted: their own, the lockfiles they take their dependencies from, and
 * what stands at the repository's root or describes its pipelines. A lockfile at the root that only other projects use is left out.
 *
 * @param files all files of the repository, from the root
 */
export function assembleScanPlan(names: readonly string[], { projects, lockfiles }: Workspace, files: readonly string[]): string[] {
  const wanted = new Set(names);
  const roots = projects.filter(({ name }) => wanted.has(name)).map(({ root }) => root);
  if (roots.length === 0) return [];
  const used = new Set(lockfiles.filter((lockfile) => lockfile.projects.some((name) => wanted.has(name))).map(({ path }) => path));
  const unused = new Set(lockfiles.map(({ path }) => path).filter((path) => !used.has(path)));
  const isWanted = (path: string) =>
    used.has(path) ||
    roots.some((root) => root !== "." && path.startsWith(`${root}/`)) ||
    (roots.includes(".") && projects.every(({ root }) => root === "." || !path.startsWith(`${root}/`))) ||
    (!unused.has(path) && (!path.includes("/") || shared.some((folder) => path.startsWith(folder))));
  return files.filter(isWanted).toSorted();
}
