import { type Base, knownBase } from "./base.ts";
import { branchRefspec, findCommit, findMergeBase, findRemoteBranch, lookDeeper } from "./history.ts";
import type { BaseContext } from "./base-context.ts";

/**
 * The base a person gave: like Nx, the merge base with it, so that `--base main` on a branch leaves out what main got
 * meanwhile. Without a common history, the revision itself. Throws SLUICE_UNKNOWN_REVISION.
 */
export async function argumentBase(context: BaseContext, base: string): Promise<Base> {
  const { repository, remote } = context;
  const revision = (await findGiven(context, base)) ?? (await repository.resolveRevision(base));
  const branch = remoteBranch(context, base);
  const refspecs = branch === null ? [] : [branchRefspec(remote, branch)];
  return knownBase((await findMergeBase(context, revision, refspecs)) ?? revision, "argument");
}

/** In a shallow clone, `HEAD~3`, a commit's id and `origin/main` may only be hidden. Any other name would not appear by fetching more. */
async function findGiven(context: BaseContext, base: string): Promise<string | null> {
  const { repository } = context;
  if (/^[0-9a-f]{40}$/.test(base)) return findCommit(context, base);
  if (/[~^]/.test(base)) return lookDeeper(context, () => repository.findRevision(base));
  const found = await repository.findRevision(base);
  const branch = remoteBranch(context, base);
  if (found !== null || branch === null || !(await repository.isShallow())) return found;
  const reference = await findRemoteBranch(context, branch);
  return reference === null ? null : repository.findRevision(reference);
}

/** `origin/main` → `main`; null for what names no branch of the remote. */
function remoteBranch({ remote }: BaseContext, base: string): string | null {
  const [, branch = null] = base.startsWith(`${remote}/`) ? (/^([\w][\w./-]*)$/.exec(base.slice(remote.length + 1)) ?? []) : [];
  return branch === null || branch.includes("..") ? null : branch;
}
