import { type Git, gitText } from "../run/run-git.ts";
import { resolveRevision } from "../revisions/resolve-revision.ts";
import type { ChangedFile } from "./changed-file.ts";
import type { WorkingTree } from "./working-tree.ts";

/** What is compared. */
export interface DiffRange {
  base: string;
  /** Null for the working tree. */
  head: string | null;
  /** The commit that is checked out, and how the working tree differs from it: then not every file has to be looked at. */
  through?: { commit: string; workingTree: Pick<WorkingTree, "changes"> } | null;
}

/** Without `--no-renames` git shows a moved file at its new place alone, and its old project looks untouched. */
const DIFF_OPTIONS = ["--name-status", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules=untracked"];

/**
 * The files that differ between two commits, sorted by path. With `head` null the working tree is compared with `base`:
 * staged, unstaged and untracked files that are not ignored.
 */
export async function diffFiles(git: Git, { base, head, through = null }: DiffRange): Promise<ChangedFile[]> {
  const from = await resolveRevision(git, base);
  if (head === null) return sorted(through === null ? await diffWorkingTree(git, from) : await diffThrough(git, from, through));
  return sorted(await diffCommits(git, from, await resolveRevision(git, head)));
}

async function diffCommits(git: Git, from: string, to: string): Promise<Statuses> {
  return parseNameStatus(await gitText(git, ["diff", ...DIFF_OPTIONS, from, to, "--"]));
}

/**
 * By two steps: what only one of them changed, that step tells; what both did is compared for itself, since the second may have
 * taken the first back, and so is what git's short status leaves open.
 */
async function diffThrough(git: Git, from: string, { commit, workingTree }: NonNullable<DiffRange["through"]>): Promise<Statuses> {
  const statuses: Statuses = from === commit ? new Map() : await diffCommits(git, from, commit);
  const open: string[] = [];
  for (const { path, status } of workingTree.changes) {
    if (status === null || statuses.has(path)) open.push(path);
    else statuses.set(path, status);
  }
  if (open.length === 0) return statuses;
  // More would be too long for a command line, and as quick without.
  if (open.length > 500) return diffWorkingTree(git, from);
  for (const path of open) statuses.delete(path);
  for (const [path, status] of await diffWorkingTree(git, from, open)) statuses.set(path, status);
  return statuses;
}

/** `paths`: all where none are given. */
async function diffWorkingTree(git: Git, from: string, paths: readonly string[] = []): Promise<Statuses> {
  const [tracked, untracked] = await Promise.all([
    gitText(git, ["diff", ...DIFF_OPTIONS, from, "--", ...paths]),
    gitText(git, ["ls-files", "-z", "--others", "--exclude-standard", "--", ...paths]),
  ]);
  const statuses = parseNameStatus(tracked);
  for (const entry of untracked.split("\0")) {
    if (entry === "") continue;
    // A repository inside this one is listed as a folder.
    const path = entry.replace(/\/$/, "");
    statuses.set(path, statuses.has(path) ? "modified" : "added");
  }
  return statuses;
}

type Statuses = Map<string, ChangedFile["status"]>;

function parseNameStatus(text: string): Statuses {
  const fields = text.split("\0");
  const statuses: Statuses = new Map();
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [letter = "", path = ""] = [fields[index], fields[index + 1]];
    const status = letter === "A" ? "added" : letter === "D" ? "deleted" : "modified";
    // An unmerged file is listed twice.
    statuses.set(path, statuses.has(path) ? "modified" : status);
  }
  return statuses;
}

function sorted(statuses: ReadonlyMap<string, ChangedFile["status"]>): ChangedFile[] {
  return [...statuses].map(([path, status]) => ({ path, status })).sort((a, b) => (a.path < b.path ? -1 : 1));
}
