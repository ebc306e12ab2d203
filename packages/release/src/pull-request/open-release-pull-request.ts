import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SluiceError, type Warning } from "@sluice/core";
import type { Repository } from "@sluice/git";
import type { GitHub, PullRequest } from "@sluice/github";
import { readVersionRun } from "../apply/apply-release-plan.ts";
import type { PendingVersion } from "../apply/pending-version.ts";
import type { ReadReleaseOptions } from "../plan/read-release-plan.ts";
import { assembleReleasePullRequest, isReleaseCommit } from "./assemble-release-pull-request.ts";

/** Where the pull request goes. */
export interface ReleasePullRequestOptions {
  sources: ReadReleaseOptions & { repository: Repository };
  github: Pick<GitHub, "findPullRequest" | "createPullRequest" | "updatePullRequest">;
  /** The branch it is merged into, which is checked out. */
  base: string;
  /** The branch it is made on. */
  branch: string;
  draft: boolean;
  /** Throw away commits that somebody put on the branch. */
  force: boolean;
  dryRun: boolean;
}

/** The document of `sluice release pr --json`. */
export interface ReleasePullRequestResult {
  schemaVersion: 1;
  dryRun: boolean;
  /**
   * What was done, or with `dryRun` would be: `none` when nothing waits for a release, `closed` when an open one has
   * become empty, `outdated` when the base has moved on and its own run is to do it.
   */
  action: "created" | "updated" | "unchanged" | "closed" | "none" | "outdated";
  pullRequest: { number: number; url: string } | null;
  branch: string;
  base: string;
  /** The commit on the branch: 40 hex digits; null when there is none to make. */
  commit: string | null;
  /** Of the plan; null when it is empty. */
  digest: string | null;
  packages: { name: string; oldVersion: string; newVersion: string }[];
  warnings: Warning[];
}

/** Who commits the versions. */
const author = { name: "sluice", email: "sluice@users.noreply.github.com" };

/**
 * Brings the one release pull request to where the plan is: a branch with one commit on top of the base, pushed with a
 * lease, and a pull request for it. The same plan gives the same commit, so a second run changes nothing. HEAD, index
 * and working tree stay as they are.
 *
 * @throws SLUICE_DIRTY_TREE, SLUICE_NOT_ON_BASE when HEAD is no commit of the remote's base branch
 * @throws SLUICE_RELEASE_BRANCH_EDITED when somebody else's commits are on the branch, and `force` is not set
 * @throws SLUICE_REF_MOVED when the branch is moved meanwhile
 */
export async function openReleasePullRequest(options: ReleasePullRequestOptions): Promise<ReleasePullRequestResult> {
  const { sources, github, base, branch, dryRun } = options;
  const { repository } = sources;
  const result = { schemaVersion: 1 as const, dryRun, pullRequest: null, branch, base, commit: null, digest: null };
  if (!(await repository.isClean())) throw dirtyTree();
  if (await isOutdated(options)) return { ...result, action: "outdated", packages: [], warnings: [] };
  const { plan, pending } = await readVersionRun(sources);
  const { packages } = pending;
  const open = await github.findPullRequest({ branch, base });
  if (packages.length === 0) {
    if (open !== null && !dryRun) await github.updatePullRequest(open.number, { state: "closed" });
    return { ...result, action: open === null ? "none" : "closed", pullRequest: toReference(open), packages, warnings: plan.warnings };
  }
  const { title, body, message } = assembleReleasePullRequest(plan);
  const commit = await commitVersions(repository, pending, { parent: plan.commit, message });
  const isMoved = await moveBranch(options, commit);
  const isSame = !isMoved && open?.title === title && open.body.trim() === body.trim();
  const made = dryRun || isSame ? open : await writePullRequest(options, open, { title, body });
  const action = open === null ? "created" : isSame ? "unchanged" : "updated";
  return { ...result, action, pullRequest: toReference(made), commit, digest: plan.digest, packages, warnings: plan.warnings };
}

/** Whether the base has moved on from the commit that is checked out. */
async function isOutdated({ sources: { repository, remote }, base }: ReleasePullRequestOptions): Promise<boolean> {
  const head = await repository.headRevision();
  const tip = await repository.remoteRef(remote, `refs/heads/${base}`);
  if (head !== null && head === tip) return false;
  if (head !== null && tip !== null) {
    await repository.fetch({ remote, refspecs: [`refs/heads/${base}`] });
    if (await repository.isAncestor(head, tip)) return true;
  }
  const where = tip === null ? `${remote} has no branch ${base}` : `${base} of ${remote} is at ${tip.slice(0, 12)}`;
  throw new SluiceError("SLUICE_NOT_ON_BASE", `The commit that is checked out is not on the base of the pull request: ${where}`, {
    hint: `Check out ${base} as ${remote} has it, or push it first. --onto names another base.`,
  });
}

async function commitVersions(
  repository: Repository,
  { edits, deletes, moves }: PendingVersion,
  commit: { parent: string; message: string },
): Promise<string> {
  const writes = edits.map(({ path, after }) => ({ path, text: after }));
  for (const { from, to } of moves) writes.push({ path: to, text: await readFile(join(repository.root, from), "utf8") });
  return repository.commitFiles({ ...commit, author, writes, deletes: [...deletes, ...moves.map(({ from }) => from)] });
}

/** Whether the branch had to be moved. */
async function moveBranch({ sources, branch, force, dryRun }: ReleasePullRequestOptions, commit: string): Promise<boolean> {
  const { repository, remote } = sources;
  const reference = `refs/heads/${branch}`;
  const tip = await repository.remoteRef(remote, reference);
  if (tip === commit) return false;
  if (tip !== null && !force) {
    await repository.fetch({ remote, refspecs: [reference] });
    if (!isReleaseCommit((await repository.readCommit(tip)).message)) throw branchEdited(branch, tip);
  }
  if (!dryRun) await repository.updateRemoteRef({ remote, reference, revision: commit, expected: tip });
  return true;
}

async function writePullRequest(
  { github, branch, base, draft }: ReleasePullRequestOptions,
  open: PullRequest | null,
  text: { title: string; body: string },
): Promise<PullRequest> {
  if (open !== null) return github.updatePullRequest(open.number, text);
  return github.createPullRequest({ ...text, branch, base, draft });
}

function toReference(found: PullRequest | null): { number: number; url: string } | null {
  return found === null ? null : { number: found.number, url: found.htmlUrl };
}

function dirtyTree(): SluiceError {
  return new SluiceError("SLUICE_DIRTY_TREE", "The working tree has changes that are not committed; the plan would count them", {
    hint: "Commit or stash them. A `sluice release version` that was interrupted is finished by running it again.",
  });
}

function branchEdited(branch: string, tip: string): SluiceError {
  return new SluiceError("SLUICE_RELEASE_BRANCH_EDITED", `The branch ${branch} ends with ${tip.slice(0, 12)}, which Sluice did not make`, {
    hint: "Merge the pull request, or move that commit to another branch; --force throws it away.",
  });
}
