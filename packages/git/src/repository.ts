import type { ChangedFile } from "./files/changed-file.ts";
import type { Commit } from "./history/commits.ts";
import type { Fetch } from "./history/shallow.ts";
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

  /** The commit that is checked out; null before the first one. */
  headRevision(): Promise<string | null>;
  /** Hex id of the commit that `revision` names. */
  resolveRevision(revision: string): Promise<string>;
  /** Like `resolveRevision`, with null for a commit that is not here. */
  findRevision(revision: string): Promise<string | null>;
  /** The best common ancestor; null when there is none, or a shallow clone hides it. */
  mergeBase(a: string, b: string): Promise<string | null>;
  /** Whether `ancestor` is `descendant` or in its history. */
  isAncestor(ancestor: string, descendant: string): Promise<boolean>;

  /** The branch that is checked out; null for a detached HEAD. */
  currentBranch(): Promise<string | null>;
  /** The remote's default branch as the clone recorded it; null when unknown. */
  defaultRemoteBranch(remote: string): Promise<string | null>;
  listRemotes(): Promise<string[]>;

  /** What differs between two commits, or with `head` null between a commit and the working tree, untracked files included. */
  diffFiles(range: { base: string; head: string | null }): Promise<ChangedFile[]>;
  /** Tracked and untracked files that are there and not ignored, sorted. */
  listFiles(): Promise<string[]>;
  listFilesAt(revision: string): Promise<string[]>;
  /** The text of files in a commit, by path, in one git process; what is no file there is left out. */
  readFilesAt(revision: string, paths: readonly string[]): Promise<Map<string, string>>;
  /** No staged, unstaged or untracked change. */
  isClean(): Promise<boolean>;

  commitTime(revision: string): Promise<Date>;
  readCommit(revision: string): Promise<Commit>;
  /** Commits in `head` that are not in `base` (null: all), newest first; with `paths`, those that touched one. */
  commitsBetween(range: { base: string | null; head: string; paths?: readonly string[] }): Promise<Commit[]>;
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
}
