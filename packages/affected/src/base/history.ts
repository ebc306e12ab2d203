import { isSluiceError } from "@sluice/core";
import type { Fetch, Repository } from "@sluice/git";

/** How far a shallow clone is deepened, step by step, until what is looked for appears. */
const STEPS: readonly NonNullable<Fetch["history"]>[] = [{ deepen: 50 }, { deepen: 200 }, { deepen: 1000 }, "all"];

/** A clone whose history may have to be fetched first. */
export interface History {
  repository: Repository;
  remote: string;
  /** The commit that is looked at: the checked-out one, or `--head`. */
  tip: string;
}

/**
 * Looks again and again, fetching more history each time, until `look` finds something. Null when the whole history does
 * not have it, or the remote does not answer.
 */
export async function lookDeeper<T>(history: History, look: () => Promise<T | null>, refspecs: readonly string[] = []): Promise<T | null> {
  const found = await look();
  if (found !== null) return found;
  for (const step of STEPS) {
    if (!(await history.repository.isShallow())) return null;
    if (!(await deepen(history, step, refspecs))) return null;
    const deeper = await look();
    if (deeper !== null) return deeper;
  }
  return null;
}

/** The best common ancestor of `other` and the tip, in a shallow clone as well. `refspecs` bring the other side's history. */
export function findMergeBase(history: History, other: string, refspecs: readonly string[] = []): Promise<string | null> {
  return lookDeeper(history, () => history.repository.mergeBase(other, history.tip), refspecs);
}

/** The first of `revisions` that is in the tip's history. */
export function findAncestor(history: History, revisions: readonly string[]): Promise<string | null> {
  const { repository, tip } = history;
  if (revisions.length === 0) return Promise.resolve(null);
  return lookDeeper(history, async () => {
    for (const revision of revisions) {
      if ((await repository.findRevision(revision)) !== null && (await repository.isAncestor(revision, tip))) return revision;
    }
    return null;
  });
}

/**
 * A commit by its id, fetched alone when it is not here (GitHub still has what a force push dropped); from a server that gives no commit but a
 * branch's tip, with the history of a shallow clone. Null when it is gone.
 */
export async function findCommit(history: History, revision: string): Promise<string | null> {
  const { repository, remote } = history;
  const found = await repository.findRevision(revision);
  if (found !== null) return found;
  await tryFetch(repository, { remote, refspecs: [revision], history: { depth: 1 } });
  return lookDeeper(history, () => repository.findRevision(revision));
}

/** The tip of a remote's branch, as a reference that {@link findMergeBase} can take; fetched when it is not here. */
export async function findRemoteBranch({ repository, remote }: History, branch: string): Promise<string | null> {
  const reference = `refs/remotes/${remote}/${branch}`;
  if ((await repository.findRevision(reference)) !== null) return reference;
  await tryFetch(repository, { remote, refspecs: [branchRefspec(remote, branch)], history: { depth: 50 } });
  return (await repository.findRevision(reference)) === null ? null : reference;
}

/** What updates `refs/remotes/origin/main` from the remote's `main`. */
export function branchRefspec(remote: string, branch: string): string {
  return `+refs/heads/${branch}:refs/remotes/${remote}/${branch}`;
}

/** Brings the whole history of the tip, and all tags; false when the remote does not answer. */
export async function fetchTags({ repository, remote, tip }: History): Promise<boolean> {
  if ((await repository.isShallow()) && !(await tryFetch(repository, { remote, refspecs: [tip], history: "all" }))) return false;
  return tryFetch(repository, { remote, refspecs: ["+refs/tags/*:refs/tags/*"] });
}

/** The parents of the tip; in a shallow clone they are fetched first. */
export async function parentsOfTip(history: History): Promise<string[]> {
  const { parents } = await history.repository.readCommit(history.tip);
  if (parents.length > 0 || !(await history.repository.isShallow())) return parents;
  await deepen(history, { deepen: 1 }, []);
  return (await history.repository.readCommit(history.tip)).parents;
}

/** The tip itself is asked for first: a checked-out merge commit is on no branch. A commit that was never pushed cannot be. */
async function deepen(
  { repository, remote, tip }: History,
  step: NonNullable<Fetch["history"]>,
  refspecs: readonly string[],
): Promise<boolean> {
  if (await tryFetch(repository, { remote, refspecs: [tip, ...refspecs], history: step })) return true;
  return tryFetch(repository, { remote, refspecs, history: step });
}

async function tryFetch(repository: Repository, what: Fetch): Promise<boolean> {
  try {
    await repository.fetch(what);
    return true;
  } catch (error) {
    if (isSluiceError(error) && error.code === "SLUICE_GIT_FAILED") return false;
    throw error;
  }
}
