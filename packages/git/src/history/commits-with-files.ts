import { DIFF_OPTIONS } from "../files/diff-commits.ts";
import { type Git, gitText } from "../run/run-git.ts";
import { resolveRevision } from "../revisions/resolve-revision.ts";
import type { Commit } from "./commits.ts";

/** A commit with the files it changed against its first parent's content. A merge has none of its own. */
export interface CommitWithFiles extends Commit {
  /** POSIX paths from the root. A rename is a deletion and an addition. */
  files: { path: string; status: "added" | "modified" | "deleted" }[];
}

/** A control character that begins a commit: no status letter is one. */
const START = "\u0001";
const FIELDS = ["%H", "%P", "%ct", "%an", "%ae", "%B"];

/**
 * Commits of `head` that are not in `base` (null: all) with their files, in one git process. Children come before their
 * parents, newest first where that leaves a choice. With `paths`, only the files below them and the commits that touched
 * one. Throws SLUICE_UNKNOWN_REVISION.
 */
export async function commitsWithFiles(
  git: Git,
  range: { base: string | null; head: string; paths?: readonly string[] },
): Promise<CommitWithFiles[]> {
  const head = await resolveRevision(git, range.head);
  const without = range.base === null ? [] : [`^${await resolveRevision(git, range.base)}`];
  const format = `--format=%x01${FIELDS.join("%x00")}%x00`;
  const options = ["--topo-order", ...DIFF_OPTIONS, format];
  return parseCommitsWithFiles(await gitText(git, ["log", ...options, head, ...without, "--", ...(range.paths ?? [])]));
}

function parseCommitsWithFiles(text: string): CommitWithFiles[] {
  const tokens = text.split("\0");
  const commits: CommitWithFiles[] = [];
  let index = 0;
  while (index < tokens.length) {
    if (!isStart(tokens[index])) break;
    const [revision = "", parents = "", seconds = "", name = "", email = "", message = ""] = tokens.slice(index, index + FIELDS.length);
    const files: CommitWithFiles["files"] = [];
    // An empty token ends the message; then status and path by turns.
    index += FIELDS.length + 1;
    for (; index + 1 < tokens.length && !isStart(tokens[index]); index += 2) {
      files.push({ path: tokens[index + 1] ?? "", status: statusOf(tokens[index] ?? "") });
    }
    commits.push({
      revision: revision.slice(START.length),
      parents: parents.split(" ").filter(Boolean),
      time: new Date(Number(seconds) * 1000),
      author: { name, email },
      message: message.trimEnd(),
      files,
    });
  }
  return commits;
}

function isStart(token: string | undefined): boolean {
  return token?.startsWith(START) === true;
}

function statusOf(token: string): "added" | "modified" | "deleted" {
  const letter = token.trim();
  if (letter === "A") return "added";
  return letter === "D" ? "deleted" : "modified";
}
