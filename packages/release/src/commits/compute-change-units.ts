/**
 * The change that each commit belongs to, by revision: the merge that brought it into the branch, which for a pull
 * request is the pull request, or the commit itself when it was made on the branch.
 *
 * @param commits children before parents, beginning with the head of the branch
 */
export function computeChangeUnits(commits: readonly { revision: string; parents: readonly string[] }[]): Map<string, string> {
  const byRevision = new Map(commits.map((commit) => [commit.revision, commit]));
  const branch: string[] = [];
  for (let commit = commits[0]; commit !== undefined; commit = byRevision.get(commit.parents[0] ?? "")) branch.push(commit.revision);
  const units = new Map<string, string>();
  // From the oldest on: what a merge brought is what no older commit of the branch had.
  for (const unit of branch.toReversed()) {
    const pending = [unit];
    for (let revision = pending.pop(); revision !== undefined; revision = pending.pop()) {
      const commit = byRevision.get(revision);
      if (commit === undefined || units.has(revision)) continue;
      units.set(revision, unit);
      pending.push(...commit.parents);
    }
  }
  return units;
}
