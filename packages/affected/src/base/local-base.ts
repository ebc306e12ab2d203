import { type Base, FETCH_ALL, knownBase, unknownBase } from "./base.ts";
import { findMergeBase, parentsOfTip } from "./history.ts";
import type { BaseContext } from "./base-context.ts";

/**
 * The base on a person's machine: on a branch the merge base with the default branch; on the default branch itself the
 * last commit while the working tree has changes, else the commit before.
 */
export async function localBase(context: BaseContext): Promise<Base> {
  const { repository, head } = context;
  const branch = await defaultBranch(context);
  const isDefault = head === null && branch !== null && (await repository.currentBranch()) === branch.name;
  if (branch !== null && !isDefault) {
    const base = await findMergeBase(context, branch.reference);
    // A detached HEAD or --head that is itself in the default branch is looked at like the default branch.
    const isOnBranch = head === null && (await repository.currentBranch()) !== null;
    if (base !== null && (base !== context.tip || isOnBranch)) return knownBase(base, "merge-base");
  }
  if (head === null && !(await repository.isClean())) return knownBase(context.tip, "previous-commit");
  return previousCommitBase(context);
}

/** The first parent of the tip. */
export async function previousCommitBase(context: BaseContext): Promise<Base> {
  const [parent] = await parentsOfTip(context);
  if (parent !== undefined) return knownBase(parent, "previous-commit");
  if (await context.repository.isShallow()) return unknownBase("the clone is shallow and the commit before cannot be fetched", FETCH_ALL);
  return unknownBase("this is the first commit", "The next one will be compared with it.");
}

/** The branch that others start from: as the remote has it, else as it is here. `reference` can be resolved. */
async function defaultBranch({ repository, remote, configuration }: BaseContext): Promise<{ name: string; reference: string } | null> {
  const name = (await repository.defaultRemoteBranch(remote)) ?? configuration.defaultBranch;
  for (const reference of [`refs/remotes/${remote}/${name}`, `refs/heads/${name}`]) {
    if ((await repository.findRevision(reference)) !== null) return { name, reference };
  }
  return null;
}
