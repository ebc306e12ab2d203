import { type Git, gitText } from "../run/run-git.ts";
import { resolveRevision } from "../revisions/resolve-revision.ts";

/** The files of a commit. */
export interface Tree {
  /** Paths, sorted; a submodule is one entry. */
  files: string[];
  /** Hex id of each file's content, by path. */
  ids: ReadonlyMap<string, string>;
  /** Those of them that are symbolic links. */
  links: ReadonlySet<string>;
}

/** Hex id of a commit's tree: two commits with the same files have the same. Throws SLUICE_UNKNOWN_REVISION. */
export async function treeId(git: Git, revision: string): Promise<string> {
  const commit = await resolveRevision(git, revision);
  const known = git.known.trees.get(commit);
  if (known !== undefined) return known;
  const text = await gitText(git, ["rev-parse", "--verify", "--end-of-options", `${commit}^{tree}`]);
  const tree = text.trim().split("\n").at(-1) ?? "";
  git.known.trees.set(commit, tree);
  return tree;
}

/** The files of a commit with their contents' ids, and which of them are links. Throws SLUICE_UNKNOWN_REVISION. */
export async function readTree(git: Git, revision: string): Promise<Tree> {
  const commit = await resolveRevision(git, revision);
  const text = await gitText(git, ["ls-tree", "-r", "-z", "--full-tree", commit]);
  const ids = new Map<string, string>();
  const links = new Set<string>();
  for (let start = 0, end = text.indexOf("\0"); end !== -1; start = end + 1, end = text.indexOf("\0", start)) {
    const tab = text.indexOf("\t", start);
    const path = text.slice(tab + 1, end);
    ids.set(path, text.slice(text.lastIndexOf(" ", tab) + 1, tab));
    if (text.startsWith(LINK, start)) links.add(path);
  }
  return { files: [...ids.keys()].sort(), ids, links };
}

/** The mode of a symbolic link. */
const LINK = "120000";
