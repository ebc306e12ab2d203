import { constants } from "node:buffer";
import { type Git, gitFailed, gitText } from "../run/run-git.ts";
import { resolveRevision } from "../revisions/resolve-revision.ts";

/**
 * The text of files as they are in a commit, by path, in one git process. A path that is no file there, and a file too long
 * for a text (half a gigabyte), is left out.
 * A symbolic link's text is its target. Throws SLUICE_UNKNOWN_REVISION.
 */
export async function readFilesAt(git: Git, revision: string, paths: readonly string[]): Promise<Map<string, string>> {
  const commit = await resolveRevision(git, revision);
  const names = await objectNames(git, commit, paths);
  if (names.size === 0) return new Map();
  const output = await git(BATCH, { input: batchInput(names.values()) });
  if (output.exitCode !== 0) throw gitFailed(BATCH, output);
  return parseBatch(output.stdout, [...names.keys()]);
}

/** The text of contents by their ids, as {@link readFilesAt}; what is not there, or is no file's content, is left out. */
export async function readBlobs(git: Git, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const output = await git(BATCH, { input: batchInput(ids) });
  if (output.exitCode !== 0) throw gitFailed(BATCH, output);
  return parseBatch(output.stdout, ids);
}

/** What git is asked for contents. */
export const BATCH: readonly string[] = ["cat-file", "--batch"];

/** What it is told then: a name a line, of an object or `<commit>:<path>`. */
export function batchInput(names: Iterable<string>): string {
  return [...names, ""].join("\n");
}

/** `cat-file` takes one name a line, so a path with a line break must be looked up by its object id. */
async function objectNames(git: Git, commit: string, paths: readonly string[]): Promise<Map<string, string>> {
  const names = new Map(paths.map((path) => [path, `${commit}:${path}`]));
  if (!paths.some((path) => path.includes("\n"))) return names;
  const tree = await gitText(git, ["ls-tree", "-r", "-z", "--full-tree", commit]);
  const ids = new Map<string, string>();
  for (const entry of tree.split("\0")) {
    const tab = entry.indexOf("\t");
    ids.set(entry.slice(tab + 1), entry.slice(0, tab).split(" ")[2] ?? "");
  }
  for (const path of paths) {
    if (!path.includes("\n")) continue;
    const id = ids.get(path);
    if (id === undefined) names.delete(path);
    else names.set(path, id);
  }
  return names;
}

function parseBatch(output: Buffer, paths: readonly string[]): Map<string, string> {
  const texts = new Map<string, string>();
  let position = 0;
  for (const path of paths) {
    const end = output.indexOf("\n", position);
    const header = /^[0-9a-f]{40,64} (\w+) (\d+)$/.exec(output.toString("utf8", position, end));
    position = end + 1;
    // "… missing", "… submodule": a line without content.
    if (header === null) continue;
    const size = Number(header[2]);
    if (header[1] === "blob" && size <= constants.MAX_STRING_LENGTH) texts.set(path, output.toString("utf8", position, position + size));
    position += size + 1;
  }
  return texts;
}
