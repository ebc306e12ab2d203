import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseConfiguration } from "@sluice/core";
import { readWorkspace } from "@sluice/ecosystems";
import { openRepository } from "@sluice/git";
import { applyReleasePlan } from "@sluice/release";
import { execa } from "execa";
import { compareManifests } from "./compare-manifests.ts";
import type { History } from "./history.ts";
import { inRepository } from "./in-repository.ts";
import { noChoices } from "./no-choices.ts";
import { findChangesetsReleases, readChangesetsRelease } from "./read-changesets-release.ts";
import type { ReplayedRelease } from "./replayed-release.ts";

/**
 * Makes every release of a repository that uses changesets once more: what stood before its commit (manifests and changesets alone) is
 * versioned by Sluice, and compared with the commit.
 *
 * @param limit how many, from the newest on
 */
export async function replayChangesets(history: History, limit: number): Promise<ReplayedRelease[]> {
  const replayed: ReplayedRelease[] = [];
  for (const commit of await findChangesetsReleases(history)) {
    if (replayed.length >= limit) break;
    const release = await replay(history, commit);
    if (release.packages > 0) replayed.push(release);
  }
  return replayed;
}

async function replay(history: History, commit: string): Promise<ReplayedRelease> {
  const read = await readChangesetsRelease(history, commit);
  const release = { name: read?.name ?? commit, packages: read?.packages ?? 0, differences: [], failure: null, reason: null };
  if (read === null) return release;
  const { before, written, really } = read;
  const ours = await tryVersion(written, versionWithSluice);
  const differences = compareManifests({ before, really, replayed: ours.manifests });
  if (ours.failure === null && differences.length === 0) return release;
  const theirs = await tryVersion(written, versionWithChangesets);
  const isSame = (ours.failure !== null && theirs.failure !== null) || isEqual(ours.manifests, theirs.manifests);
  return { ...release, differences, failure: ours.failure, reason: isSame ? "as the changesets of today has it" : null };
}

function isEqual(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size > 0 && compareManifests({ before: a, really: a, replayed: b }).length === 0;
}

interface Versioned {
  /** By path; empty when it failed. */
  manifests: Map<string, string>;
  failure: string | null;
}

/** The manifests as a tool versions them. */
async function tryVersion(files: ReadonlyMap<string, string>, version: (folder: string) => Promise<unknown>): Promise<Versioned> {
  try {
    return await inRepository(files, async (folder) => {
      await version(folder);
      const paths = [...files.keys()].filter((path) => path.endsWith("package.json"));
      const manifests = await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path), "utf8")] as const));
      return { manifests: new Map(manifests), failure: null };
    });
  } catch (error) {
    return { manifests: new Map(), failure: error instanceof Error ? error.message : String(error) };
  }
}

async function versionWithSluice(folder: string): Promise<void> {
  const repository = await openRepository(folder);
  const configuration = parseConfiguration({}, "replay");
  const workspace = await readWorkspace({ root: folder, files: await repository.listFiles(), configuration });
  await applyReleasePlan({ repository, workspace, ...noChoices, dryRun: false });
}

async function versionWithChangesets(folder: string): Promise<void> {
  const changeset = join(import.meta.dirname, "../../node_modules/@changesets/cli/bin.js");
  // It asks the lockfile which package manager there is.
  const isPnpm = await readFile(join(folder, "pnpm-workspace.yaml"), "utf8").catch(() => null);
  await writeFile(join(folder, isPnpm === null ? "package-lock.json" : "pnpm-lock.yaml"), isPnpm === null ? "{}" : "");
  await execa(process.execPath, [changeset, "version"], { cwd: folder });
}
