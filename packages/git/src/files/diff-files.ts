import { type Git, gitText } from "../run/run-git.ts";
import { resolveRevision } from "../revisions/resolve-revision.ts";
import type { ChangedFile } from "./changed-file.ts";

/** Without `--no-renames` git shows a moved file at its new place alone, and its old project looks untouched. */
const DIFF_OPTIONS = ["--name-status", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules=untracked"];

/**
 * The files that differ between two commits, sorted by path. With `head` null the working tree is compared with `base`:
 * staged, unstaged and untracked files that are not ignored.
 */
export async function diffFiles(git: Git, { base, head }: { base: string; head: string | null }): Promise<ChangedFile[]> {
  const from = await resolveRevision(git, base);
  if (head === null) return diffWorkingTree(git, from);
  const to = await resolveRevision(git, head);
  return sorted(parseNameStatus(await gitText(git, ["diff", ...DIFF_OPTIONS, from, to, "--"])));
}

async function diffWorkingTree(git: Git, from: string): Promise<ChangedFile[]> {
  const statuses = parseNameStatus(await gitText(git, ["diff", ...DIFF_OPTIONS, from, "--"]));
  const untracked = await gitText(git, ["ls-files", "-z", "--others", "--exclude-standard"]);
  for (const entry of untracked.split("\0")) {
    if (entry === "") continue;
    // A repository inside this one is listed as a folder.
    const path = entry.replace(/\/$/, "");
    statuses.set(path, statuses.has(path) ? "modified" : "added");
  }
  return sorted(statuses);
}

function parseNameStatus(text: string): Map<string, ChangedFile["status"]> {
  const fields = text.split("\0");
  const statuses = new Map<string, ChangedFile["status"]>();
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
