import { type Git, gitText } from "../run/run-git.ts";
import { resolveRevision } from "../revisions/resolve-revision.ts";

/**
 * Paths of the files git knows in the working tree: tracked and untracked, not ignored, and really there (a tracked file
 * that was deleted or left out by a sparse checkout is not). A submodule is one entry. Sorted, POSIX, from the repository root.
 */
export async function listFiles(git: Git): Promise<string[]> {
  const text = await gitText(git, LIST_FILES);
  const present = new Set<string>();
  const absent = new Set<string>();
  for (const entry of text.split("\0")) {
    if (entry === "") continue;
    const path = entry.slice(2).replace(/\/$/, "");
    (ABSENT.has(entry.charAt(0)) ? absent : present).add(path);
  }
  return [...present].filter((path) => !absent.has(path)).sort();
}

/** What git is asked for the files of the working tree. */
export const LIST_FILES: readonly string[] = ["ls-files", "-z", "-t", "--cached", "--others", "--deleted", "--exclude-standard"];

/** Paths of the files of a commit, sorted. A submodule is one entry. Throws SLUICE_UNKNOWN_REVISION. */
export async function listFilesAt(git: Git, revision: string): Promise<string[]> {
  const commit = await resolveRevision(git, revision);
  const text = await gitText(git, ["ls-tree", "-r", "-z", "--full-tree", "--name-only", commit]);
  return text.split("\0").filter(Boolean).sort();
}

/** Status letters of `ls-files -t`: R removed from the working tree, S left out of it (skip-worktree). */
const ABSENT = new Set(["R", "S"]);
