import { mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseConfiguration } from "@sluice/core";
import { readWorkspace } from "@sluice/ecosystems";
import { openRepository } from "@sluice/git";
import { noIndexes, readReleasePlan } from "@sluice/release";
import { execa } from "execa";
import type { History } from "./history.ts";
import type { ReplayedRelease } from "./replayed-release.ts";

/** A stable release, as its git tag says it. */
interface TaggedRelease {
  gitTag: string;
  /** Before the version: `web-sdk` of `web-sdk-v1.2.3`; "" where the tag is a version alone. */
  component: string;
  version: string;
}

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
  const folder = await realpath(await mkdtemp(join(tmpdir(), "sluice-replay-")));
  try {
    const clone = join(folder, "clone");
    await history.git("clone", "--quiet", "--shared", "--no-checkout", ".", clone);
    const releases = await readReleases(history);
    const replayed: ReplayedRelease[] = [];
    for (const release of releases.slice(0, limit)) replayed.push(...(await replay({ clone, release, all: releases, patch })));
    return replayed;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Newest first. */
async function readReleases({ git }: History): Promise<TaggedRelease[]> {
  const tags = (await git("tag", "--sort=-creatordate")).split("\n");
  return tags.flatMap((gitTag) => {
    const [, component = "", version = ""] = /^(?:(.+)[-@])?v?(\d+\.\d+\.\d+)$/.exec(gitTag) ?? [];
    return version === "" ? [] : [{ gitTag, component, version }];
  });
}

/** [] for a first release, and for one of a package that is not there. */
async function replay({
  clone,
  release: { gitTag, component, version },
  all,
  patch,
}: {
  clone: string;
  release: TaggedRelease;
  all: readonly TaggedRelease[];
  patch: readonly string[];
}): Promise<ReplayedRelease[]> {
  const git = async (...args: string[]): Promise<string> => (await execa("git", args, { cwd: clone })).stdout;
  await git("checkout", "--quiet", "--force", "--detach", gitTag);
  const reachable = new Set((await git("tag", "--merged", "HEAD")).split("\n"));
  const before = all.filter((other) => other.component === component && reachable.has(other.gitTag) && compare(other.version, version) < 0);
  const [last] = before.toSorted((a, b) => compare(b.version, a.version));
  const repository = await openRepository(clone);
  const configuration = parseConfiguration({}, "replay");
  const read = async () => readWorkspace({ root: clone, files: await repository.listFiles(), configuration });
  const own = (await read()).projects.find(({ name, root }) => (component === "" ? root === "." : lastPart(name) === component));
  const manifest = own?.manifest ?? "package.json";
  const packageJson = Object(JSON.parse(await readFile(join(clone, manifest), "utf8").catch(() => "{}")));
  if (last === undefined || typeof packageJson.name !== "string" || (component !== "" && own === undefined)) return [];
  await writeFile(join(clone, manifest), JSON.stringify({ ...packageJson, version: last.version }));
  await git("tag", "--force", `${packageJson.name}@${last.version}`, `${last.gitTag}^{commit}`);
  const plan = await readReleasePlan({
    repository,
    workspace: await read(),
    remote: "origin",
    images: [],
    ignore: [],
    commitBumps: { ...configuration.release.commitBumps, ...Object.fromEntries(patch.map((type) => [type, "patch"] as const)) },
    branch: null,
    registry: null,
    indexes: noIndexes,
    repositoryUrl: null,
  });
  const ours = plan.packages.find(({ name }) => name === packageJson.name)?.newVersion ?? "no release";
  const differences =
    ours === version ? [] : [{ place: packageJson.name, field: `after ${last.version}`, really: version, replayed: ours }];
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
  if (isBelowOne && compare(ours, really) > 0) return "a smaller step below 1.0.0, as that repository has it set";
  return compare(ours, really) < 0 && !isTagged ? "a version in between has no tag" : null;
}

/** Of stable versions: `1.10.0` comes after `1.9.0`. */
function compare(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
