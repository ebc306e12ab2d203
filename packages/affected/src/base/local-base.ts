import { type Base, FETCH_ALL, knownBase, NAME_BRANCH, unknownBase } from "./base.ts";
import { findMergeBase, findRemoteBranch, parentsOfTip } from "./history.ts";
import type { BaseContext } from "./base-context.ts";

/**
 * The base on a person's machine: the merge base with the default branch, also on that branch while it has what the remote's lacks;
 * else, on the default branch, the last commit while the working tree has changes, and the commit before it.
 */
export async function localBase(context: BaseContext): Promise<Base> {
  const { repository, head, configuration } = context;
  const branch = await defaultBranch(context);
  if (branch === null) return unknownBase(`there is no branch ${configuration.defaultBranch} to compare with`, NAME_BRANCH);
  const current = head === null ? await repository.currentBranch() : null;
  const base = await findMergeBase(context, branch.reference);
  // What is itself in the default branch is looked at like that branch, unless it is a branch of its own that has nothing yet.
  const isOnOther = current !== null && current !== branch.name;
  if (base !== null && (base !== context.tip || isOnOther)) return knownBase(base, "merge-base");
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

/**
 * The branch that others start from: as the remote has it, else as it is here. Many a clone does not know which one it is: then by the name
 * that is configured, or by git's old one; without any of them the only branch there is. `reference` can be resolved.
 */
async function defaultBranch(context: BaseContext): Promise<{ name: string; reference: string } | null> {
  const { repository, remote, configuration } = context;
  const known = await repository.defaultRemoteBranch(remote);
  const names = known === null ? [configuration.defaultBranch, "master"] : [known];
  for (const name of names) {
    for (const reference of [`refs/remotes/${remote}/${name}`, `refs/heads/${name}`]) {
      if ((await repository.findRevision(reference)) !== null) return { name, reference };
    }
  }
  if ((await repository.listRemotes()).includes(remote)) {
    // A clone of a single branch.
    for (const name of names) {
      const reference = await findRemoteBranch(context, name);
      if (reference !== null) return { name, reference };
    }
    return null;
  }
  const [reference = "", ...others] = await repository.listBranches();
  return reference !== "" && others.length === 0 ? { name: reference.replace("refs/heads/", ""), reference } : null;
}
