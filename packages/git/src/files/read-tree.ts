import { isAscii } from "node:buffer";
import { lowerBound } from "@sluice/core/quick";
import { type Git, gitFailed, gitText } from "../run/run-git.ts";
import { resolveRevision } from "../revisions/resolve-revision.ts";

/** The files of a commit. */
export interface Tree {
  /** Paths, sorted; a submodule is one entry. */
  files: string[];
  /** Hex id of a file's content; null where there is no such file. */
  idOf(path: string): string | null;
  /** Those of them that are symbolic links. */
  links: ReadonlySet<string>;
  listing: TreeListing;
}

/** What git says of the files, for other threads: to share it takes no time, and a hundred thousand paths and ids do. */
export interface TreeListing {
  /** `<mode> <type> <id>` TAB path NUL, one after the other, in shared memory. */
  bytes: Uint8Array;
  /** Offset of the entry of each file, in the order of the paths, in shared memory; -1 for one that has none. */
  starts: Int32Array;
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
  const output = await git(listingArgs(commit));
  if (output.exitCode !== 0) throw gitFailed(listingArgs(commit), output);
  return parseTree(output.stdout);
}

/** What git is asked for the files of a commit. */
export function listingArgs(commit: string): string[] {
  return ["ls-tree", "-r", "-z", "--full-tree", commit];
}

/**
 * Ids are cut out when they are asked for, and looked up without an index: of most files nobody asks. Paths are cut from one text: to decode each
 * by itself takes several times as long.
 */
function parseTree(bytes: Buffer): Tree {
  // In Latin-1 a letter is a byte, so that offsets stay what they are.
  const text = bytes.toString("latin1");
  const isPlain = isAscii(bytes);
  const paths: string[] = [];
  const offsets: number[] = [];
  const links = new Set<string>();
  for (let start = 0; start < text.length;) {
    const tab = text.indexOf("\t", start);
    const end = text.indexOf("\0", tab);
    const path = isPlain ? text.slice(tab + 1, end) : bytes.toString("utf8", tab + 1, end);
    paths.push(path);
    offsets.push(start);
    if (bytes[start + 1] === LINK) links.add(path);
    start = end + 1;
  }
  const { files, starts } = isPlain ? { files: paths, starts: toShared(offsets) } : inOrder(paths, offsets);
  return {
    files,
    idOf: (path) => {
      const index = lowerBound(files, path);
      return files[index] === path ? idAt(bytes, starts[index] ?? 0) : null;
    },
    links,
    listing: { bytes, starts },
  };
}

/** Git goes by bytes, which is the same order but for letters beyond U+FFFF. */
function inOrder(paths: string[], offsets: number[]): { files: string[]; starts: Int32Array } {
  if (paths.every((path, index) => index === 0 || (paths[index - 1] ?? "") < path)) return { files: paths, starts: toShared(offsets) };
  const entries = paths.map((path, index) => ({ path, start: offsets[index] ?? -1 })).sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files: entries.map(({ path }) => path), starts: toShared(entries.map(({ start }) => start)) };
}

function toShared(numbers: readonly number[]): Int32Array {
  const shared = new Int32Array(new SharedArrayBuffer(4 * numbers.length));
  shared.set(numbers);
  return shared;
}

function idAt(bytes: Buffer, start: number): string {
  const tab = bytes.indexOf(TAB, start);
  return bytes.toString("latin1", bytes.lastIndexOf(SPACE, tab) + 1, tab);
}

const [TAB, SPACE] = [9, 32];
/** The second digit of a link's mode, 120000; files have 100644 or 100755, submodules 160000. */
const LINK = 50;
