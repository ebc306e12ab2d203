import { type Git, gitText } from "../run/run-git.ts";
import type { Difference } from "./changed-file.ts";

/** Without `--no-renames` git shows a moved file at its new place alone, and its old project looks untouched. */
export const DIFF_OPTIONS: readonly string[] = [
  "--name-status",
  "-z",
  "--no-renames",
  "--no-relative",
  "--no-ext-diff",
  "--ignore-submodules=untracked",
];

/** What two commits differ in, by path. Asked once for the same two ids: whoever knows early what will be needed may ask ahead. */
export function diffCommits(git: Git, from: string, to: string): Promise<ReadonlyMap<string, Difference>> {
  const key = `${from} ${to}`;
  const known = git.known.differences.get(key) ?? gitText(git, ["diff", ...DIFF_OPTIONS, from, to, "--"]).then(parseNameStatus);
  git.known.differences.set(key, known);
  return known;
}

export function parseNameStatus(text: string): Map<string, Difference> {
  const fields = text.split("\0");
  const differences = new Map<string, Difference>();
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [letter = "", path = ""] = [fields[index], fields[index + 1]];
    const status = letter === "A" ? "added" : letter === "D" ? "deleted" : "modified";
    // An unmerged file is listed twice, as U and by another letter.
    const isUnclear = differences.has(path) || (status === "modified" && letter !== "M");
    differences.set(path, isUnclear ? { status: "modified", isRetyped: true } : { status });
  }
  return differences;
}
