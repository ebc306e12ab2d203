import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SluiceError, type Warning } from "@sluice/core";
import type { Repository } from "@sluice/git";
import type { GitHub, PullRequest } from "@sluice/github";
import { readVersionRun } from "../apply/apply-release-plan.ts";
import type { PendingVersion } from "../apply/pending-version.ts";
import type { ReadReleaseOptions } from "../plan/read-release-plan.ts";
import { assembleReleasePullRequest, isReleaseCommit, type ReleasePullRequest } from "./assemble-release-pull-request.ts";
import { mergeRequestOptions } from "./merge-request-options.ts";

/** Where the pull request goes. */
export interface ReleasePullRequestOptions {
  sources: ReadReleaseOptions & { repository: Repository };
  /**
   * Where it is kept: on GitHub; on GitLab, which makes a merge request of the push itself; or nowhere, and the branch is all there is.
   * Of the latter two nobody can be asked what is open.
   */
  host: ({ kind: "github" } & OnGitHub) | { kind: "gitlab" | "branch" };
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
   * become empty, `outdated` when the base has moved on and its own run is to do it. Without GitHub it is said of the branch.
   */
  action: "created" | "updated" | "unchanged" | "closed" | "none" | "outdated";
  /** What keeps it: `branch` where nothing does. */
  host: "github" | "gitlab" | "branch";
  /** Null too where it cannot be asked. */
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
  const { sources, host, base, branch, dryRun } = options;
  const { repository } = sources;
  const result = { schemaVersion: 1 as const, dryRun, host: host.kind, pullRequest: null, branch, base, commit: null, digest: null };
  if (!(await repository.isClean())) throw dirtyTree();
  if (await isOutdated(options)) return { ...result, action: "outdated", packages: [], warnings: [] };
  const { plan, pending } = await readVersionRun(sources);
  const { packages } = pending;
  const { warnings } = plan;
  if (packages.length === 0) return { ...result, ...(await withdraw(options)), packages, warnings };
  const text = assembleReleasePullRequest(plan);
  const commit = await commitVersions(repository, pending, { parent: plan.commit, message: text.message });
  const opened =
    host.kind === "github"
      ? await openOnGitHub({ ...options, github: host.github }, commit, text)
      : await openByPush(options, commit, { title: text.title, description: describeVersions(packages, plan.digest) });
  return { ...result, ...opened, commit, digest: plan.digest, packages, warnings };
}

type Opened = Pick<ReleasePullRequestResult, "action" | "pullRequest">;

async function openOnGitHub(
  options: ReleasePullRequestOptions & OnGitHub,
  commit: string,
  { title, body }: ReleasePullRequest,
): Promise<Opened> {
  const { github, branch, base, dryRun } = options;
  const open = await github.findPullRequest({ branch, base });
  const isMoved = (await moveBranch(options, commit, [])) !== "unchanged";
  const isSame = !isMoved && open?.title === title && open.body.trim() === body.trim();
  const made = dryRun || isSame ? open : await writePullRequest(options, open, { title, body });
  return { action: open === null ? "created" : isSame ? "unchanged" : "updated", pullRequest: toReference(made) };
}

async function openByPush(
  options: ReleasePullRequestOptions,
  commit: string,
  text: { title: string; description: string },
): Promise<Opened> {
  const { host, base, draft } = options;
  const told = host.kind === "gitlab" ? mergeRequestOptions({ ...text, base, draft }) : [];
  return { action: await moveBranch(options, commit, told), pullRequest: null };
}

/** A push option is a line, and long ones are refused: the changelogs are in the changed files. */
function describeVersions(packages: ReleasePullRequestResult["packages"], digest: string): string {
  const shown = packages.slice(0, 20).map(({ name, oldVersion, newVersion }) => `${name} ${oldVersion} → ${newVersion}`);
  const more = packages.length > shown.length ? [`and ${packages.length - shown.length} more`] : [];
  return `Merging this is the approval of the release: ${[...shown, ...more].join(", ")}. Plan ${digest}.`;
}

/** Nothing waits for a release any more. */
async function withdraw({ sources, host, branch, base, dryRun }: ReleasePullRequestOptions): Promise<Opened> {
  if (host.kind === "github") {
    const open = await host.github.findPullRequest({ branch, base });
    if (open !== null && !dryRun) await host.github.updatePullRequest(open.number, { state: "closed" });
    return { action: open === null ? "none" : "closed", pullRequest: toReference(open) };
  }
  const { repository, remote } = sources;
  const reference = `refs/heads/${branch}`;
  const tip = await repository.remoteRef(remote, reference);
  if (tip === null || !(await isOwnCommit({ repository, remote, reference, tip }))) return { action: "none", pullRequest: null };
  if (!dryRun) await repository.updateRemoteRef({ remote, reference, revision: null, expected: tip });
  return { action: "closed", pullRequest: null };
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

/** What had to be done to the branch. */
async function moveBranch(
  { sources, branch, force, dryRun }: ReleasePullRequestOptions,
  commit: string,
  pushOptions: readonly string[],
): Promise<"created" | "updated" | "unchanged"> {
  const { repository, remote } = sources;
  const reference = `refs/heads/${branch}`;
  const tip = await repository.remoteRef(remote, reference);
  if (tip === commit) return "unchanged";
  if (tip !== null && !force && !(await isOwnCommit({ repository, remote, reference, tip }))) throw branchEdited(branch, tip);
  if (!dryRun) await repository.updateRemoteRef({ remote, reference, revision: commit, expected: tip, pushOptions });
  return tip === null ? "created" : "updated";
}

async function isOwnCommit({
  repository,
  remote,
  reference,
  tip,
}: {
  repository: Repository;
  remote: string;
  reference: string;
  tip: string;
}): Promise<boolean> {
  await repository.fetch({ remote, refspecs: [reference] });
  return isReleaseCommit((await repository.readCommit(tip)).message);
}

interface OnGitHub {
  github: Pick<GitHub, "findPullRequest" | "createPullRequest" | "updatePullRequest">;
}

async function writePullRequest(
  { github, branch, base, draft }: ReleasePullRequestOptions & OnGitHub,
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
