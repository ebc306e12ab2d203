import { isSluiceError, type Warning } from "@sluice/core";
import { type GitHubEvent, payloadText } from "@sluice/github/event";
import { type Base, FETCH_ALL, GIVE_BASE, knownBase, NAME_BRANCH, unknownBase } from "./base.ts";
import { branchRefspec, fetchTags, findAncestor, findCommit, findMergeBase, findRemoteBranch, parentsOfTip } from "./history.ts";
import { previousCommitBase } from "./local-base.ts";
import { isReleaseTag, previousReleaseTag } from "./previous-release-tag.ts";
import type { BaseContext } from "./base-context.ts";

/** What `before` says for a branch that is new. */
const ZERO = /^0+$/;

/**
 * A pull request: the merge base with its base branch. Actions checks out the merge of both; its first parent is the
 * base branch as it was merged, which may be newer than what the event says.
 */
export async function pullRequestBase(context: BaseContext, event: GitHubEvent): Promise<Base> {
  const parents = await parentsOfTip(context);
  const pullRequestHead = payloadText(event, "pull_request.head.sha");
  const [base, merged] = parents;
  if (
    base !== undefined &&
    merged !== undefined &&
    (pullRequestHead === null || merged === pullRequestHead) &&
    (event.ref.endsWith("/merge") || isClosed(event))
  ) {
    return knownBase(base, "merge-base");
  }
  const branch = event.baseRef || (payloadText(event, "pull_request.base.ref") ?? "");
  const baseTip = payloadText(event, "pull_request.base.sha");
  if (branch === "" && baseTip === null) return unknownBase("nothing tells which branch the pull request goes into", GIVE_BASE);
  const found = await branchBase(context, branch, baseTip);
  if (found?.revision !== context.tip) return found ?? unknownBase(`the history shared with ${branch} is not here`, FETCH_ALL);
  if (!isClosed(event) && pullRequestHead !== null && pullRequestHead !== context.tip)
    return unknownBase(
      `this is ${branch} without the pull request`,
      "Check out its head or its merge commit: ref: refs/pull/<number>/merge with actions/checkout.",
    );
  return (await mergedBase(context, event)) ?? unknownBase(`all of this is in ${branch} already`, GIVE_BASE);
}

function isClosed(event: GitHubEvent): boolean {
  return payloadText(event, "action") === "closed";
}

/** A pull request that has been merged, or the base branch after that, which Actions checks out then: compared with what the branch was before. */
async function mergedBase(context: BaseContext, event: GitHubEvent): Promise<Base | null> {
  const before = payloadText(event, "pull_request.base.sha");
  const other = before === null ? null : await findCommit(context, before);
  const base = other === null ? null : await findMergeBase(context, other);
  return base === null || base === context.tip ? null : knownBase(base, "merge-base");
}

/** A merge queue's group: the commit it is put on. */
export async function mergeGroupBase(context: BaseContext, event: GitHubEvent): Promise<Base> {
  const base = payloadText(event, "merge_group.base_sha");
  const revision = base === null ? null : await findCommit(context, base);
  return revision === null ? unknownBase("the base of the merge group cannot be fetched", FETCH_ALL) : knownBase(revision, "merge-group");
}

/**
 * A push to a branch: the last commit of it that this workflow passed on, so that what a failed run left unchecked is
 * checked now; else what the branch was before. After a force push that is another history, and still the right thing
 * to compare with. A new branch is compared with the default branch, and any other one of which nothing is told, as far as it has
 * something beyond that.
 */
export async function pushBase(context: BaseContext, event: GitHubEvent): Promise<Base> {
  const green = await lastGreenBase(context, event);
  if (green.base !== null) return green.base;
  const before = payloadText(event, "before");
  if (before !== null && !ZERO.test(before)) {
    const revision = await findCommit(context, before);
    if (revision !== null) return knownBase(revision, "push-before", green.warnings);
  }
  const isNew = before !== null && ZERO.test(before);
  const base = (await isOnDefaultBranch(context, event)) ? null : await defaultBranchBase(context, event);
  if (base !== null && (isNew || base.revision !== context.tip)) return { ...base, warnings: green.warnings };
  const { why, fix } = await whyUnknown(context, { event, before: isNew ? null : before });
  return unknownBase(why, fix, green.warnings);
}

async function whyUnknown({ repository }: BaseContext, { event, before }: { event: GitHubEvent; before: string | null }) {
  if (before !== null) {
    const why = `the commit before the push (${before}) is not here`;
    if (event.payload["forced"] === true || !(await repository.isShallow()))
      return {
        why,
        fix: "A force push may have dropped it: then the next push will be compared with this one. Else see that it can be fetched.",
      };
    return { why, fix: FETCH_ALL };
  }
  if (event.payload["created"] === true) return { why: `${event.ref} is new`, fix: "The next push will be compared with this one." };
  return { why: "nothing tells what was here before this run", fix: `${GIVE_BASE} A new branch is compared with the next push.` };
}

/** A CI system that tells nothing of the run: what there is beyond the default branch. On that itself nobody knows what was pushed. */
export async function untoldBase(context: BaseContext): Promise<Base> {
  const base = await defaultBranchBase(context, null);
  if (base === null) return unknownBase("the history shared with the default branch is not here", NAME_BRANCH);
  if (base.revision !== context.tip) return base;
  return unknownBase("on the default branch nothing tells what was pushed", GIVE_BASE);
}

/** A run by hand or by the clock: the last green run, else the default branch, on that itself the commit before. */
export async function runBase(context: BaseContext, event: GitHubEvent): Promise<Base> {
  const green = await lastGreenBase(context, event);
  const base = green.base ?? (await beyondDefaultBranch(context, event)) ?? (await previousCommitBase(context));
  return { ...base, warnings: [...green.warnings, ...base.warnings] };
}

async function beyondDefaultBranch(context: BaseContext, event: GitHubEvent): Promise<Base | null> {
  if (await isOnDefaultBranch(context, event)) return null;
  const base = await defaultBranchBase(context, event);
  if (base === null) return unknownBase("the history shared with the default branch is not here", `${FETCH_ALL} ${NAME_BRANCH}`);
  // Of the default branch itself, an older commit may be checked out.
  const isOther = event.ref !== `refs/heads/${await defaultBranchName(context, event)}`;
  return isOther || base.revision !== context.tip ? base : null;
}

/** A release: the release of the same package before it. Its tag may be missing in a shallow clone. */
export async function releaseBase(context: BaseContext, event: GitHubEvent): Promise<Base> {
  const { repository, tip, remote } = context;
  const gitTag = payloadText(event, "release.tag_name") ?? event.ref.replace(/^refs\/tags\//, "");
  const find = async () =>
    previousReleaseTag(
      gitTag,
      (await repository.tagsReachableFrom(tip)).map((tag) => tag.name),
    );
  const previous = (await find()) ?? ((await fetchTags(context)) ? await find() : null);
  if (previous !== null) return knownBase(await repository.resolveRevision(`refs/tags/${previous}`), "release-tag");
  if (!isReleaseTag(gitTag)) return unknownBase(`the git tag ${gitTag} names no version`, GIVE_BASE);
  const isShallow = await repository.isShallow();
  return unknownBase(
    `no release before ${gitTag} is in its history`,
    isShallow ? FETCH_ALL : `If there is one, fetch its tag: git fetch --tags ${remote}.`,
  );
}

/** Asking GitHub may fail; then the event itself has to do. */
async function lastGreenBase(context: BaseContext, event: GitHubEvent): Promise<{ base: Base | null; warnings: Warning[] }> {
  const branch = event.ref.replace(/^refs\/heads\//, "");
  if (context.github === null || event.workflow === "") return { base: null, warnings: [] };
  try {
    const revisions = await context.github.greenRevisions({ workflow: event.workflow, branch });
    const revision = await findAncestor(context, revisions);
    return { base: revision === null ? null : knownBase(revision, "last-green"), warnings: [] };
  } catch (error) {
    if (!isSluiceError(error)) throw error;
    const message = `The last green run of ${event.workflow} cannot be asked for: ${error.message}. The event's own commit is used.`;
    return { base: null, warnings: [{ code: error.code, message }] };
  }
}

/** Whether the default branch is checked out: a comment or another workflow starts a run on it too, which may then look at a pull request. */
async function isOnDefaultBranch(context: BaseContext, event: GitHubEvent): Promise<boolean> {
  const isCheckedOut = event.sha === "" || event.sha === context.tip;
  return isCheckedOut && event.ref === `refs/heads/${await defaultBranchName(context, event)}`;
}

/** The merge base with the default branch; null when that cannot be had. */
async function defaultBranchBase(context: BaseContext, event: GitHubEvent | null): Promise<Base | null> {
  return branchBase(context, await defaultBranchName(context, event), null);
}

async function defaultBranchName({ repository, remote, configuration }: BaseContext, event: GitHubEvent | null): Promise<string> {
  const told = event === null ? null : payloadText(event, "repository.default_branch");
  return told ?? (await repository.defaultRemoteBranch(remote)) ?? configuration.defaultBranch;
}

async function branchBase(context: BaseContext, branch: string, tip: string | null): Promise<Base | null> {
  const { remote } = context;
  const reference = branch === "" ? null : await findRemoteBranch(context, branch);
  const other = reference ?? (tip === null ? null : await findCommit(context, tip));
  if (other === null) return null;
  const base = await findMergeBase(context, other, reference === null ? [] : [branchRefspec(remote, branch)]);
  return base === null ? null : knownBase(base, "merge-base");
}
