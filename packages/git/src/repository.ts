import type { ChangedFile } from "./files/changed-file.ts";
import type { DiffRange } from "./files/diff-files.ts";
import type { Tree } from "./files/read-tree.ts";
import type { WorkingTree } from "./files/working-tree.ts";
import type { Commit } from "./history/commits.ts";
import type { CommitWithFiles } from "./history/commits-with-files.ts";
import type { Fetch } from "./history/shallow.ts";
import type { NewCommit } from "./refs/commit-files.ts";
import type { RefUpdate } from "./refs/remote-refs.ts";
import type { NewTag } from "./tags/create-tag.ts";
import type { GitTag } from "./tags/git-tag.ts";

/**
 * A git repository with a working tree. Every revision a method takes may come from a user: what is no commit here is
 * SLUICE_UNKNOWN_REVISION, and nothing is ever taken for an option. Paths are POSIX and relative to `root`. A git process
 * that fails unexpectedly is SLUICE_GIT_FAILED.
 */
export interface Repository {
  /** Absolute path of the working tree's top. */
  readonly root: string;
  /** Absolute path of the folder that git keeps its own files in, the same for all working trees of a clone. */
  readonly gitFolder: string;

  /** Absolute path of a file in git's own folder, `.git` or that of a linked working tree. */
  gitPath(name: string): Promise<string>;
  /** The commit that is checked out; null before the first one. */
  headRevision(): Promise<string | null>;
  /** Hex id of the commit that `revision` names. */
  resolveRevision(revision: string): Promise<string>;
  /** Like `resolveRevision`, with null for a commit that is not here. */
  findRevision(revision: string): Promise<string | null>;
  /** The best common ancestor; null when there is none, or a shallow clone hides it. */
  mergeBase(a: string, b: string): Promise<string | null>;
  /** The best commit in the history of all revisions; null when there is none. */
  mergeBaseOfAll(revisions: readonly string[]): Promise<string | null>;
  /** Whether `ancestor` is `descendant` or in its history. */
  isAncestor(ancestor: string, descendant: string): Promise<boolean>;

  /** The branch that is checked out; null for a detached HEAD. */
  currentBranch(): Promise<string | null>;
  /** The remote's default branch as the clone recorded it; null when unknown. */
  defaultRemoteBranch(remote: string): Promise<string | null>;
  /** Full names, those of remotes too. */
  listBranches(): Promise<string[]>;
  listRemotes(): Promise<string[]>;
  /** Where a remote is fetched from, as git's configuration has it; null when there is no such remote. */
  remoteUrl(remote: string): Promise<string | null>;

  /**
   * What differs between two commits, or with `head` null between a commit and the working tree, untracked files included.
   * With what is known of the working tree beside the commit that is checked out, only what may differ is looked at.
   */
  diffFiles(range: DiffRange): Promise<ChangedFile[]>;
  /** Tracked and untracked files that are there and not ignored, sorted. */
  listFiles(): Promise<string[]>;
  listFilesAt(revision: string): Promise<string[]>;
  /** The files of a commit and which of them are links. */
  readTree(revision: string): Promise<Tree>;
  /** The text of contents by their ids, in one git process; what is not there is left out. */
  readBlobs(ids: readonly string[]): Promise<Map<string, string>>;
  /** Id of a commit's tree: the same for commits with the same files. */
  treeId(revision: string): Promise<string>;
  /** How the working tree differs from the commit that is checked out. */
  readWorkingTree(): Promise<WorkingTree>;
  /** The text of files in a commit, by path, in one git process; what is no file there is left out. */
  readFilesAt(revision: string, paths: readonly string[]): Promise<Map<string, string>>;
  /** No staged, unstaged or untracked change. */
  isClean(): Promise<boolean>;

  commitTime(revision: string): Promise<Date>;
  readCommit(revision: string): Promise<Commit>;
  /** Commits in `head` that are not in `base` (null: all), newest first; with `paths`, those that touched one. */
  commitsBetween(range: { base: string | null; head: string; paths?: readonly string[] }): Promise<Commit[]>;
  /** The same with the files of each, children before parents, in one git process however long the history is. */
  commitsWithFiles(range: { base: string | null; head: string; paths?: readonly string[] }): Promise<CommitWithFiles[]>;
  isShallow(): Promise<boolean>;
  /** Fetches references or commits; `history` deepens a shallow clone and does nothing in a complete one. */
  fetch(what: Fetch): Promise<void>;

  /** Every local tag, sorted by name. */
  listTags(): Promise<GitTag[]>;
  /** Names of the tags of a commit, sorted. */
  tagsAt(revision: string): Promise<string[]>;
  /** Tags in the history of a commit, itself included, sorted by name. */
  tagsReachableFrom(revision: string): Promise<GitTag[]>;
  /** The remote's tags with the commits they stand for. */
  remoteTags(remote: string): Promise<Map<string, string>>;
  /** Makes an annotated tag; SLUICE_TAG_EXISTS when there is one of that name. */
  createTag(tag: NewTag): Promise<void>;
  /** Pushes tags in one push, all or none. */
  pushTags(remote: string, names: readonly string[]): Promise<void>;

  /** Makes a commit from texts on top of `parent`: HEAD, index and working tree stay as they are. Gives the commit. */
  commitFiles(commit: NewCommit): Promise<string>;
  /** The object a reference of the remote stands for; null when there is none. */
  remoteRef(remote: string, reference: string): Promise<string | null>;
  /** Moves, makes or deletes one reference of a remote if it stands where it is expected; else SLUICE_REF_MOVED. */
  updateRemoteRef(update: RefUpdate): Promise<void>;
  /** Makes a commit that holds nothing but a text, to hang on a reference of its own. */
  makeNote(text: string, author: { name: string; email: string }): Promise<string>;
  /** The text of a note that a reference of the remote stands for. */
  readNote(remote: string, reference: string): Promise<string>;
}
