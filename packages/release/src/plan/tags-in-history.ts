import type { Repository } from "@sluice/git";

/**
 * Says of a git tag, known here or on the remote, whether its commit is in the history of HEAD. In a clone that is cut off nobody can say: there it is.
 */
export function tagsInHistory(
  repository: Pick<Repository, "findRevision" | "isAncestor" | "isShallow">,
  commits: ReadonlyMap<string, string>,
): (gitTag: string) => Promise<boolean> {
  return async (gitTag) => {
    const commit = commits.get(gitTag);
    if (commit === undefined) return false;
    if (await repository.isShallow()) return true;
    return (await repository.findRevision(commit)) !== null && (await repository.isAncestor(commit, "HEAD"));
  };
}
