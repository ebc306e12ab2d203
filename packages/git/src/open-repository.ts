import { resolve } from "node:path";
import { SluiceError } from "@sluice/core/quick";
import { diffFiles } from "./files/diff-files.ts";
import { listFiles, listFilesAt } from "./files/list-files.ts";
import { readBlobs, readFilesAt } from "./files/read-files-at.ts";
import { readTree, treeId } from "./files/read-tree.ts";
import { readWorkingTree, type WorkingTree } from "./files/working-tree.ts";
import { commitsBetween, readCommit } from "./history/commits.ts";
import { commitsWithFiles } from "./history/commits-with-files.ts";
import { fetch, isShallow } from "./history/shallow.ts";
import { commitFiles } from "./refs/commit-files.ts";
import { makeNote, readNote } from "./refs/note-refs.ts";
import { remoteRef, updateRemoteRef } from "./refs/remote-refs.ts";
import type { Repository } from "./repository.ts";
import { currentBranch, defaultRemoteBranch, listBranches, listRemotes, remoteUrl } from "./revisions/branches.ts";
import { isAncestor, mergeBase, mergeBaseOfAll } from "./revisions/merge-base.ts";
import { findRevision, resolveRevision } from "./revisions/resolve-revision.ts";
import type { Environment } from "./run/git-environment.ts";
import type { QuickLook } from "./run/look-quickly.ts";
import { type Git, gitFailed, gitIn, gitText } from "./run/run-git.ts";
import { createTag, pushTags } from "./tags/create-tag.ts";
import { listTags, remoteTags, tagsAt, tagsReachableFrom } from "./tags/list-tags.ts";

/**
 * Opens the repository that the folder `cwd` is in. `env` is what git processes see, without variables that would point
 * them elsewhere; the process's own environment when left out. What a quick `look` found a moment ago is not asked again.
 *
 * Throws SLUICE_NOT_A_REPOSITORY (also for a bare one, or one that git refuses because another user owns it),
 * SLUICE_GIT_MISSING.
 */
export async function openRepository(cwd: string, { env, look }: { env?: Environment; look?: QuickLook | null } = {}): Promise<Repository> {
  const { root, gitFolder } = look ?? (await findFolders(gitIn(cwd, env), cwd));
  return repositoryAt({ root, gitFolder, git: gitIn(root, env, look?.known), workingTree: look?.workingTree ?? null });
}

async function findFolders(git: Git, cwd: string): Promise<{ root: string; gitFolder: string }> {
  // git gives the folder from where it runs.
  const args = ["rev-parse", "--git-common-dir", "--show-toplevel"];
  const output = await git(args);
  const [folder = "", root = ""] = splitOnce(output.stdout.toString("utf8").replace(/\n$/, ""));
  if (output.exitCode === 0 && root !== "") return { root, gitFolder: resolve(cwd, folder) };
  if (output.stderr.includes("dubious ownership")) {
    throw notARepository(
      `git refuses to use the repository at ${cwd}: another user owns it`,
      `Run: git config --global --add safe.directory ${cwd}`,
    );
  }
  if (output.stderr.includes("must be run in a work tree"))
    throw notARepository(`The git repository at ${cwd} has no working tree`, "Clone it and work in the clone.");
  if (/not a git repository/i.test(output.stderr))
    throw notARepository(`${cwd} is in no git repository`, "Go to a clone, name one with --cwd, or make one with: git init");
  throw gitFailed(args, output);
}

/** A folder's name may have a line break in it; git's own hardly. */
function splitOnce(text: string): string[] {
  const end = text.indexOf("\n");
  return end < 0 ? [] : [text.slice(0, end), text.slice(end + 1)];
}

function notARepository(message: string, hint: string): SluiceError {
  return new SluiceError("SLUICE_NOT_A_REPOSITORY", message, { hint });
}

interface Opened {
  root: string;
  gitFolder: string;
  git: Git;
  /** What the first question after it is answered with; later ones, when files may have been written, ask git. */
  workingTree: Promise<WorkingTree> | null;
}

function repositoryAt({ root, gitFolder, git, workingTree }: Opened): Repository {
  let looked = workingTree;
  const takeLooked = () => {
    const taken = looked;
    looked = null;
    return taken;
  };
  return {
    root,
    gitFolder,
    gitPath: async (name) => resolve(root, (await gitText(git, ["rev-parse", "--git-path", name])).replace(/\n$/, "")),
    headRevision: () => findRevision(git, "HEAD"),
    resolveRevision: (revision) => resolveRevision(git, revision),
    findRevision: (revision) => findRevision(git, revision),
    mergeBase: (a, b) => mergeBase(git, a, b),
    mergeBaseOfAll: (revisions) => mergeBaseOfAll(git, revisions),
    isAncestor: (ancestor, descendant) => isAncestor(git, ancestor, descendant),
    currentBranch: () => currentBranch(git),
    defaultRemoteBranch: (remote) => defaultRemoteBranch(git, remote),
    listBranches: () => listBranches(git),
    listRemotes: () => listRemotes(git),
    remoteUrl: (remote) => remoteUrl(git, remote),
    diffFiles: (range) => diffFiles(git, range),
    listFiles: () => listFiles(git),
    listFilesAt: (revision) => listFilesAt(git, revision),
    readTree: (revision) => readTree(git, revision),
    readBlobs: (ids) => readBlobs(git, ids),
    treeId: (revision) => treeId(git, revision),
    readWorkingTree: () => takeLooked() ?? readWorkingTree(git, root),
    readFilesAt: (revision, paths) => readFilesAt(git, revision, paths),
    isClean: async () =>
      (await gitText(git, ["status", "--porcelain", "-z", "--untracked-files=normal", "--ignore-submodules=untracked"])) === "",
    commitTime: async (revision) => (await readCommit(git, revision)).time,
    readCommit: (revision) => readCommit(git, revision),
    commitsBetween: (range) => commitsBetween(git, range),
    commitsWithFiles: (range) => commitsWithFiles(git, range),
    isShallow: () => isShallow(git),
    fetch: (what) => fetch(git, what),
    listTags: () => listTags(git),
    tagsAt: (revision) => tagsAt(git, revision),
    tagsReachableFrom: (revision) => tagsReachableFrom(git, revision),
    remoteTags: (remote) => remoteTags(git, remote),
    createTag: (tag) => createTag(git, tag),
    pushTags: (remote, names) => pushTags(git, remote, names),
    commitFiles: (commit) => commitFiles(git, commit),
    remoteRef: (remote, reference) => remoteRef(git, remote, reference),
    updateRemoteRef: (update) => updateRemoteRef(git, update),
    makeNote: (text, author) => makeNote(git, text, author),
    readNote: (remote, reference) => readNote(git, remote, reference),
  };
}
