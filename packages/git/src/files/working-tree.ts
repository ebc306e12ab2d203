import { type Git, gitFailed, gitText } from "../run/run-git.ts";
import type { ChangedFile } from "./changed-file.ts";
import { LINK } from "./read-tree.ts";

/** How the working tree differs from the commit that is checked out. */
export interface WorkingTree {
  /**
   * Paths that differ, sorted, each once. `modified`: a file that both have. `status` is null where only a closer look tells, which may find
   * no difference.
   */
  changes: { path: string; modified: boolean; status: ChangedFile["status"] | null }[];
  /** Whether the disk lacks tracked files, or git was told not to look at some: a sparse checkout. */
  isSparse: boolean;
  /** Hex id of the content of each file that is as git knows it, by path. */
  readIds: () => ReadonlyMap<string, string>;
  /** Tracked files that are symbolic links. */
  links: ReadonlySet<string>;
}

/** Compares working tree, index and HEAD, untracked files included; the two git processes run side by side. */
export async function readWorkingTree(git: Git): Promise<WorkingTree> {
  const indexArgs = ["ls-files", "-z", "-t", "--stage"];
  const [status, { stdout: index, ...rest }] = await Promise.all([
    gitText(git, ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--ignore-submodules=untracked"]),
    git(indexArgs),
  ]);
  if (rest.exitCode !== 0) throw gitFailed(indexArgs, { stdout: index, ...rest });
  const changes = parseStatus(status);
  return { changes, isSparse: hasSkipped(index), readIds: () => unchangedIds(index, changes), links: linksOf(index) };
}

function parseStatus(text: string): WorkingTree["changes"] {
  const changes = new Map<string, WorkingTree["changes"][number]>();
  for (const entry of text.split("\0")) {
    if (entry === "") continue;
    const path = entry.slice(3).replace(/\/$/, "");
    // One that is gone from the index and untracked on the disk is listed twice.
    const letters = changes.has(path) ? "" : entry.slice(0, 2);
    changes.set(path, { path, modified: /^[ M][ M]$/.test(letters), status: STATUSES.get(letters) ?? null });
  }
  return [...changes.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** By the letters for index and working tree, where they leave nothing open: `MM` may be back at what the commit has. */
const STATUSES: ReadonlyMap<string, ChangedFile["status"]> = new Map([
  [" M", "modified"],
  ["M ", "modified"],
  ["??", "added"],
  ["A ", "added"],
  [" D", "deleted"],
  ["D ", "deleted"],
]);

/** An entry is `H 100644 <id> 0\t<path>`. */
function unchangedIds(index: Buffer, changes: WorkingTree["changes"]): Map<string, string> {
  const ids = new Map<string, string>();
  for (const entry of index.toString("utf8").split("\0")) {
    const tab = entry.indexOf("\t");
    if (tab >= 0) ids.set(entry.slice(tab + 1), entry.slice(9, tab - 2));
  }
  for (const { path } of changes) ids.delete(path);
  return ids;
}

/** `ls-files -t` marks with S what is left out of the working tree. */
function hasSkipped(index: Buffer): boolean {
  return index.toString("latin1", 0, 2) === "S " || index.includes("\0S ");
}

function linksOf(index: Buffer): Set<string> {
  const links = new Set<string>();
  // The bytes are many, and most repositories have no link.
  if (!index.includes(` ${LINK} `)) return links;
  for (const entry of index.toString("utf8").split("\0"))
    if (entry.slice(2).startsWith(LINK)) links.add(entry.slice(entry.indexOf("\t") + 1));
  return links;
}
