import { type Base, knownBase } from "./base.ts";
import { findCommit, findMergeBase, lookDeeper } from "./history.ts";
import type { BaseContext } from "./base-context.ts";

/**
 * The base a person gave: like Nx, the merge base with it, so that `--base main` on a branch leaves out what main got
 * meanwhile. Without a common history, the revision itself. Throws SLUICE_UNKNOWN_REVISION.
 */
export async function argumentBase(context: BaseContext, base: string): Promise<Base> {
  const { repository } = context;
  const revision = (await findGiven(context, base)) ?? (await repository.resolveRevision(base));
  return knownBase((await findMergeBase(context, revision)) ?? revision, "argument");
}

/** In a shallow clone, `HEAD~3` and a commit's id may only be hidden. Any other name would not appear by fetching more. */
function findGiven(context: BaseContext, base: string): Promise<string | null> {
  if (/^[0-9a-f]{40}$/.test(base)) return findCommit(context, base);
  if (/[~^]/.test(base)) return lookDeeper(context, () => context.repository.findRevision(base));
  return context.repository.findRevision(base);
}
