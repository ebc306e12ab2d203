import type { Git } from "../run/run-git.ts";
import { resolveRevision } from "../revisions/resolve-revision.ts";
import type { ChangedFile, Difference } from "./changed-file.ts";
import { diffCommits } from "./diff-commits.ts";
import { diffEdited, diffWorkingTree } from "./diff-working-tree.ts";
import type { WorkingTree } from "./working-tree.ts";

/** What is compared. */
export interface DiffRange {
  base: string;
  /** Null for the working tree. */
  head: string | null;
  /** The commit that is checked out, and how the working tree differs from it: then not every file has to be looked at. */
  through?: { commit: string; workingTree: Pick<WorkingTree, "changes"> } | null;
}

/**
 * The files that differ between two commits, sorted by path. With `head` null the working tree is compared with `base`:
 * staged, unstaged and untracked files that are not ignored.
 */
export async function diffFiles(git: Git, { base, head, through = null }: DiffRange): Promise<ChangedFile[]> {
  const from = await resolveRevision(git, base);
  if (head !== null) return sorted(await diffCommits(git, from, await resolveRevision(git, head)));
  return sorted(through === null ? await diffWorkingTree(git, from) : await diffThrough(git, from, through));
}

type Differences = ReadonlyMap<string, Difference>;

/**
 * By two steps: what only one of them changed, that step tells; what both did is compared for itself, since the second may have
 * taken the first back.
 */
async function diffThrough(git: Git, from: string, { commit, workingTree }: NonNullable<DiffRange["through"]>): Promise<Differences> {
  const differences = new Map(from === commit ? [] : await diffCommits(git, from, commit));
  const open = workingTree.changes.filter(({ path }) => differences.has(path));
  for (const { path, isTracked: _, ...difference } of workingTree.changes) differences.set(path, difference);
  if (open.length === 0) return differences;
  // More would be too long for a command line, and as quick without.
  if (open.length > 500) return diffWorkingTree(git, from);
  const paths = open.map(({ path }) => path);
  for (const path of paths) differences.delete(path);
  const hasUntracked = open.some(({ isTracked }) => !isTracked);
  for (const [path, difference] of await diffEdited(git, from, { paths, hasUntracked })) differences.set(path, difference);
  return differences;
}

function sorted(differences: Differences): ChangedFile[] {
  return [...differences]
    .map(([path, { status, isRetyped }]): ChangedFile => (isRetyped ? { path, status, isRetyped } : { path, status }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
