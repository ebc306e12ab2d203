import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { type Git, gitText } from "../run/run-git.ts";
import type { ChangedFile } from "./changed-file.ts";
import { diffWorkingTree } from "./diff-working-tree.ts";

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

/** Compares the files on the disk with HEAD, untracked ones included; the git processes run side by side. */
export async function readWorkingTree(git: Git): Promise<WorkingTree> {
  const [differences, isSparse] = await Promise.all([diffWorkingTree(git, "HEAD"), hasSkipped(git)]);
  const changes = [...differences].map(([path, difference]) => ({ path, ...difference }));
  return { changes: changes.sort((a, b) => (a.path < b.path ? -1 : 1)), isSparse };
}

/** `ls-files -t` marks with S what is left out of the working tree; to list everything takes a while, so that it is asked only where it may be. */
async function hasSkipped(git: Git): Promise<boolean> {
  const [gitFolder = "", shared] = (await gitText(git, ["rev-parse", "--absolute-git-dir", "--shared-index-path"])).trimEnd().split("\n");
  if (shared === undefined && isPlainIndex(join(gitFolder, "index"))) return false;
  const entries = await gitText(git, ["ls-files", "-z", "-t"]);
  return entries.startsWith("S ") || entries.includes("\0S ");
}

/** An index of version 2 has no room for that mark (https://git-scm.com/docs/index-format). */
function isPlainIndex(file: string): boolean {
  try {
    const descriptor = openSync(file, "r");
    try {
      const header = Buffer.alloc(8);
      return readSync(descriptor, header) === 8 && header.toString("latin1", 0, 4) === "DIRC" && header.readUInt32BE(4) === 2;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false;
  }
}
