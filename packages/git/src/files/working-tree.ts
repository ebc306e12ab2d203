import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Git, gitText } from "../run/run-git.ts";
import type { ChangedFile, Difference } from "./changed-file.ts";
import { diffTracked, listUntracked, withUntracked } from "./diff-working-tree.ts";

/** How the working tree differs from the commit that is checked out. */
export interface WorkingTree {
  /** Sorted by path, each once. */
  changes: WorkingTreeChange[];
  /** Whether git was told not to look at some files: a sparse checkout, which lacks them. */
  isSparse: boolean;
}

/** A file that differs from what the commit has. */
interface WorkingTreeChange extends ChangedFile {
  /** Whether git has it in its index. */
  isTracked: boolean;
}

/** How the working tree differs, and what is known of that sooner. */
export interface WorkingTreeLook {
  /** How the files differ that git has in its index, by path. */
  tracked: Promise<ReadonlyMap<string, Difference>>;
  whole: Promise<WorkingTree>;
}

/** Compares the files on the disk with HEAD, untracked ones included; `root` is the top of the working tree, where `git` works. */
export function readWorkingTree(git: Git, root: string): Promise<WorkingTree> {
  return lookAtWorkingTree(git, root).whole;
}

/** {@link readWorkingTree}. The git processes run side by side. */
export function lookAtWorkingTree(git: Git, root: string): WorkingTreeLook {
  const [tracked, untracked] = [diffTracked(git, "HEAD"), listUntracked(git)];
  return { tracked, whole: assembleWorkingTree(withUntracked(tracked, untracked), hasSkipped(git, root)) };
}

async function assembleWorkingTree(
  differing: Promise<ReadonlyMap<string, Omit<WorkingTreeChange, "path">>>,
  sparse: Promise<boolean>,
): Promise<WorkingTree> {
  const [differences, isSparse] = await Promise.all([differing, sparse]);
  const changes = [...differences].map(([path, difference]) => ({ path, ...difference }));
  return { changes: changes.sort((a, b) => (a.path < b.path ? -1 : 1)), isSparse };
}

/** `ls-files -t` marks with S what is left out of the working tree; to list everything takes a while, so that it is asked only where it may be. */
async function hasSkipped(git: Git, root: string): Promise<boolean> {
  if (isPlainIndex(await ownFolder(git, root))) return false;
  const entries = await gitText(git, ["ls-files", "-z", "-t"]);
  return entries.startsWith("S ") || entries.includes("\0S ");
}

/** The folder of the index, which in a linked working tree and in a submodule is elsewhere. */
async function ownFolder(git: Git, root: string): Promise<string> {
  const usual = join(root, ".git");
  if (statSync(usual, { throwIfNoEntry: false })?.isDirectory() === true) return usual;
  return (await gitText(git, ["rev-parse", "--absolute-git-dir"])).replace(/\n$/, "");
}

/** Whether an index has no room for that mark: one of version 2, which is not split into two files (https://git-scm.com/docs/index-format). */
function isPlainIndex(folder: string): boolean {
  try {
    return indexVersion(join(folder, "index")) === 2 && !readdirSync(folder).some((name) => name.startsWith("sharedindex."));
  } catch {
    return false;
  }
}

function indexVersion(file: string): number | null {
  const descriptor = openSync(file, "r");
  try {
    const header = Buffer.alloc(8);
    return readSync(descriptor, header) === 8 && header.toString("latin1", 0, 4) === "DIRC" ? header.readUInt32BE(4) : null;
  } finally {
    closeSync(descriptor);
  }
}
