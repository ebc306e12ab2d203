import { readReleasePlan } from "@sluice/release";
import { execa } from "execa";
import type { History } from "./history.ts";
import { inClone } from "./in-clone.ts";
import { noChoices } from "./no-choices.ts";
import { checkOutRelease, compareVersions, readTaggedReleases, type TaggedRelease } from "./read-commits-release.ts";
import type { ReplayedRelease } from "./replayed-release.ts";

/**
 * Works out the version of every stable release of a repository with conventional commits once more, from its commits since the release
 * before, and compares it with the tag.
 *
 * @param limit how many, from the newest on
 * @param patch types of commits that make a patch there, besides those of the default table
 */
export async function replayCommits(
  history: History,
  { limit, patch }: { limit: number; patch: readonly string[] },
): Promise<ReplayedRelease[]> {
  return inClone(history, async (clone) => {
    const releases = await readTaggedReleases(history);
    const replayed: ReplayedRelease[] = [];
    for (const release of releases.slice(0, limit)) replayed.push(...(await replay({ clone, release, all: releases, patch })));
    return replayed;
  });
}

/** [] for a first release, and for one of a package that is not there. */
async function replay({
  clone,
  release,
  all,
  patch,
}: {
  clone: string;
  release: TaggedRelease;
  all: readonly TaggedRelease[];
  patch: readonly string[];
}): Promise<ReplayedRelease[]> {
  const git = async (...args: string[]): Promise<string> => (await execa("git", args, { cwd: clone })).stdout;
  const { gitTag, version } = release;
  const found = await checkOutRelease(clone, release, all);
  if (found === null) return [];
  const { name, last, repository, configuration, workspace } = found;
  await git("tag", "--force", `${name}@${last.version}`, `${last.gitTag}^{commit}`);
  const commitBumps = { ...configuration.release.commitBumps, ...Object.fromEntries(patch.map((type) => [type, "patch"] as const)) };
  const plan = await readReleasePlan({ repository, workspace, ...noChoices, commitBumps });
  const ours = plan.packages.find((planned) => planned.name === name)?.newVersion ?? "no release";
  const differences = ours === version ? [] : [{ place: name, field: `after ${last.version}`, really: version, replayed: ours }];
  const findReason = async (): Promise<string | null> => {
    const hasEmpty = hasEmptyCommit(await git("log", "--no-merges", "--format=tformat:commit", "--name-only", `${last.gitTag}..HEAD`));
    return reasonOf({ last: last.version, really: version, ours, hasEmpty, isTagged: all.some((other) => other.version === ours) });
  };
  return [{ name: gitTag, packages: 1, differences, failure: null, reason: ours === version ? null : await findReason() }];
}

/** Whether a `git log --format=tformat:commit --name-only` has one that changes nothing. */
function hasEmptyCommit(log: string): boolean {
  const lines = log.split("\n").filter((line) => line !== "");
  return lines.some((line, index) => line === "commit" && (lines[index + 1] ?? "commit") === "commit");
}

/** What no commit says. */
function reasonOf(difference: { last: string; really: string; ours: string; hasEmpty: boolean; isTagged: boolean }): string | null {
  const { last, really, ours, hasEmpty, isTagged } = difference;
  const isBelowOne = last.startsWith("0.");
  if (isBelowOne && !really.startsWith("0.")) return "the step from 0 was decided by people";
  // One that changes nothing concerns no package.
  if (hasEmpty) return "an empty commit made it";
  if (!/^\d/.test(ours)) return null;
  if (isBelowOne && compareVersions(ours, really) > 0) return "a smaller step below 1.0.0, as that repository has it set";
  return compareVersions(ours, really) < 0 && !isTagged ? "a version in between has no tag" : null;
}
