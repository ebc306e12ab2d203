import { type Git, gitText } from "../run/run-git.ts";
import type { Difference } from "./changed-file.ts";
import { DIFF_OPTIONS, parseNameStatus } from "./diff-commits.ts";

type TreeDifferences = Map<string, Difference & { isTracked: boolean }>;

/** What a commit and the working tree differ in, by path. The two git processes run side by side. */
export async function diffWorkingTree(git: Git, from: string): Promise<TreeDifferences> {
  return withUntracked(diffTracked(git, from), listUntracked(git));
}

/** The same of some files, by path. */
export async function diffEdited(
  git: Git,
  from: string,
  { paths, hasUntracked }: { paths: readonly string[]; hasUntracked: boolean },
): Promise<TreeDifferences> {
  return withUntracked(diffTracked(git, from, paths), hasUntracked ? listUntracked(git, paths) : "");
}

/** What a commit and the files that git has in its index differ in; `paths`: all where none are given. */
export async function diffTracked(git: Git, from: string, paths: readonly string[] = []): Promise<ReadonlyMap<string, Difference>> {
  return parseNameStatus(await gitText(git, trackedArgs(from, paths)));
}

/** What git is asked for that. */
export function trackedArgs(from: string, paths: readonly string[]): string[] {
  return ["diff", ...DIFF_OPTIONS, from, "--", ...paths];
}

/** Files that git neither has in its index nor ignores, one after the other, each with a NUL behind it. */
export function listUntracked(git: Git, paths: readonly string[] = []): Promise<string> {
  return gitText(git, ["ls-files", "-z", "--others", "--exclude-standard", "--", ...paths]);
}

/** Both in one. */
export async function withUntracked(
  tracked: Promise<ReadonlyMap<string, Difference>>,
  untracked: Promise<string> | string,
): Promise<TreeDifferences> {
  const [known, others] = await Promise.all([tracked, untracked]);
  const differences = new Map([...known].map(([path, difference]) => [path, { ...difference, isTracked: true }]));
  for (const entry of others.split("\0")) {
    if (entry === "") continue;
    // A repository inside this one is listed as a folder.
    const path = entry.replace(/\/$/, "");
    const difference: Difference = differences.has(path) ? { status: "modified", isRetyped: true } : { status: "added" };
    differences.set(path, { ...difference, isTracked: false });
  }
  return differences;
}
