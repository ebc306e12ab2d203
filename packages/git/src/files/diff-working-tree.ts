import { type Git, gitText } from "../run/run-git.ts";
import type { Difference } from "./changed-file.ts";
import { DIFF_OPTIONS, parseNameStatus } from "./diff-commits.ts";

/** What a commit and the working tree differ in, by path; `paths`: all where none are given. The two git processes run side by side. */
export async function diffWorkingTree(
  git: Git,
  from: string,
  { paths = [], withUntracked = true }: { paths?: readonly string[]; withUntracked?: boolean } = {},
): Promise<Map<string, Difference & { isTracked: boolean }>> {
  const [tracked, untracked] = await Promise.all([
    gitText(git, ["diff", ...DIFF_OPTIONS, from, "--", ...paths]),
    withUntracked ? gitText(git, ["ls-files", "-z", "--others", "--exclude-standard", "--", ...paths]) : "",
  ]);
  const differences = new Map([...parseNameStatus(tracked)].map(([path, difference]) => [path, { ...difference, isTracked: true }]));
  for (const entry of untracked.split("\0")) {
    if (entry === "") continue;
    // A repository inside this one is listed as a folder.
    const path = entry.replace(/\/$/, "");
    const difference: Difference = differences.has(path) ? { status: "modified", isRetyped: true } : { status: "added" };
    differences.set(path, { ...difference, isTracked: false });
  }
  return differences;
}
