import { type Git, gitText } from "../run/run-git.ts";
import { LINK } from "./read-tree.ts";

/** How the working tree differs from the commit that is checked out. */
export interface WorkingTree {
  /** Paths that differ, sorted; `modified` is one that both have, with another content. */
  changes: { path: string; modified: boolean }[];
  /** Whether the disk lacks tracked files, or git was told not to look at some: a sparse checkout. */
  isSparse: boolean;
  /** Hex id of the content of each file that is as git knows it, by path. */
  readIds: () => ReadonlyMap<string, string>;
  /** Tracked files that are symbolic links. */
  links: ReadonlySet<string>;
}

/** Compares working tree, index and HEAD, untracked files included; the two git processes run side by side. */
export async function readWorkingTree(git: Git): Promise<WorkingTree> {
  const [status, index] = await Promise.all([
    gitText(git, ["status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--ignore-submodules=untracked"]),
    gitText(git, ["ls-files", "-z", "-t", "--stage"]),
  ]);
  const changes = parseStatus(status);
  return { changes, isSparse: hasSkipped(index), readIds: () => unchangedIds(index, changes), links: linksOf(index) };
}

function parseStatus(text: string): WorkingTree["changes"] {
  const changes: WorkingTree["changes"] = [];
  for (const entry of text.split("\0")) {
    if (entry === "") continue;
    const letters = entry.slice(0, 2);
    changes.push({ path: entry.slice(3).replace(/\/$/, ""), modified: /^[ M][ M]$/.test(letters) });
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** An entry is `H 100644 <id> 0\t<path>`. */
function unchangedIds(index: string, changes: WorkingTree["changes"]): Map<string, string> {
  const ids = new Map<string, string>();
  for (const entry of index.split("\0")) {
    const tab = entry.indexOf("\t");
    if (tab >= 0) ids.set(entry.slice(tab + 1), entry.slice(9, tab - 2));
  }
  for (const { path } of changes) ids.delete(path);
  return ids;
}

/** `ls-files -t` marks with S what is left out of the working tree. */
function hasSkipped(index: string): boolean {
  return index.startsWith("S ") || index.includes("\0S ");
}

function linksOf(index: string): Set<string> {
  const links = new Set<string>();
  if (!index.includes(` ${LINK} `)) return links;
  for (const entry of index.split("\0")) if (entry.slice(2).startsWith(LINK)) links.add(entry.slice(entry.indexOf("\t") + 1));
  return links;
}
