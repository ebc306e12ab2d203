/** A commit and what it follows. */
interface Node {
  revision: string;
  parents: readonly string[];
}

/**
 * Says of every commit and package whether the commit came after the package's last release, in one walk for all of them.
 *
 * @param commits children before parents
 * @param baselines the commit of each package's last release; one that is not among the commits is older than all of them
 */
export function computeUnreleased(
  commits: readonly Node[],
  baselines: ReadonlyMap<string, string | null>,
): (revision: string, packageName: string) => boolean {
  const revisions = [...new Set(baselines.values())].filter((revision) => revision !== null);
  const bits = new Map(revisions.map((revision, index) => [revision, 1n << BigInt(index)]));
  // One bit for each baseline whose history holds the commit.
  const reachedFrom = new Map<string, bigint>();
  for (const { revision, parents } of commits) {
    const mask = (reachedFrom.get(revision) ?? 0n) | (bits.get(revision) ?? 0n);
    reachedFrom.set(revision, mask);
    for (const parent of parents) reachedFrom.set(parent, (reachedFrom.get(parent) ?? 0n) | mask);
  }
  return (revision, packageName) => {
    const baseline = baselines.get(packageName) ?? null;
    return baseline === null || ((reachedFrom.get(revision) ?? 0n) & (bits.get(baseline) ?? 0n)) === 0n;
  };
}
