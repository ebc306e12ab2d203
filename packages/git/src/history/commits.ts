import { type Git, gitText } from "../run/run-git.ts";
import { resolveRevision } from "../revisions/resolve-revision.ts";

/** A commit as `git log` tells it. */
export interface Commit {
  revision: string;
  parents: string[];
  time: Date;
  author: { name: string; email: string };
  /** Subject, blank line, body; as written. */
  message: string;
}

const FIELDS = ["%H", "%P", "%ct", "%an", "%ae", "%B"];

/**
 * The commits of `head` that are not in `base` (null: all), newest first; with `paths`, those that touched one of them.
 * Throws SLUICE_UNKNOWN_REVISION.
 */
export async function commitsBetween(git: Git, range: { base: string | null; head: string; paths?: readonly string[] }): Promise<Commit[]> {
  const head = await resolveRevision(git, range.head);
  const without = range.base === null ? [] : [`^${await resolveRevision(git, range.base)}`];
  const text = await gitText(git, ["log", "-z", `--format=${FIELDS.join("%x00")}`, head, ...without, "--", ...(range.paths ?? [])]);
  return parseCommits(text);
}

/** One commit. Throws SLUICE_UNKNOWN_REVISION. */
export async function readCommit(git: Git, revision: string): Promise<Commit> {
  const commit = await resolveRevision(git, revision);
  const [found] = parseCommits(await gitText(git, commitArgs(commit)));
  if (found === undefined) throw new Error(`git log says nothing about ${commit}`);
  return found;
}

/** What git is asked for one commit. */
export function commitArgs(commit: string): string[] {
  return ["log", "-1", "-z", `--format=${FIELDS.join("%x00")}`, commit, "--"];
}

function parseCommits(text: string): Commit[] {
  const fields = text.split("\0");
  const commits: Commit[] = [];
  for (let index = 0; index + FIELDS.length <= fields.length; index += FIELDS.length) {
    const [revision = "", parents = "", seconds = "", name = "", email = "", message = ""] = fields.slice(index);
    commits.push({
      revision,
      parents: parents.split(" ").filter(Boolean),
      time: new Date(Number(seconds) * 1000),
      author: { name, email },
      message: message.trimEnd(),
    });
  }
  return commits;
}
