import { type Git, gitText } from "../run/run-git.ts";
import { resolveRevision } from "../revisions/resolve-revision.ts";
import type { GitTag } from "./git-tag.ts";

const FIELDS = "%(refname:strip=2)%00%(objectname)%00%(*objectname)%00%(creatordate:unix)";

/** Every local tag, sorted by name. */
export async function listTags(git: Git): Promise<GitTag[]> {
  return parseTags(await gitText(git, ["for-each-ref", `--format=${FIELDS}`, "refs/tags"]));
}

/** Names of the tags of a commit, sorted. Throws SLUICE_UNKNOWN_REVISION. */
export async function tagsAt(git: Git, revision: string): Promise<string[]> {
  const commit = await resolveRevision(git, revision);
  const text = await gitText(git, ["for-each-ref", `--format=${FIELDS}`, `--points-at=${commit}`, "refs/tags"]);
  return parseTags(text).map((tag) => tag.name);
}

/** Names of the tags that are in the history of a commit, itself included, sorted. Throws SLUICE_UNKNOWN_REVISION. */
export async function tagsReachableFrom(git: Git, revision: string): Promise<GitTag[]> {
  const commit = await resolveRevision(git, revision);
  return parseTags(await gitText(git, ["for-each-ref", `--format=${FIELDS}`, `--merged=${commit}`, "refs/tags"]));
}

/**
 * The tags of a remote with the commits they stand for, by name. Throws SLUICE_GIT_FAILED when it cannot be reached.
 */
export async function remoteTags(git: Git, remote: string): Promise<Map<string, string>> {
  const text = await gitText(git, ["ls-remote", "--tags", "--end-of-options", remote]);
  const tags = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [revision = "", reference = ""] = line.split("\t");
    const name = reference.replace(/^refs\/tags\//, "").replace(/\^\{\}$/, "");
    // The peeled line of an annotated tag comes after the tag's own.
    if (name !== "") tags.set(name, revision);
  }
  return new Map([...tags].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function parseTags(text: string): GitTag[] {
  const tags: GitTag[] = [];
  for (const line of text.split("\n")) {
    const [name = "", object = "", peeled = "", seconds = ""] = line.split("\0");
    if (name !== "") tags.push({ name, revision: peeled || object, time: new Date(Number(seconds) * 1000) });
  }
  return tags.sort((a, b) => (a.name < b.name ? -1 : 1));
}
