import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Warning } from "@sluice/core";
import type { ReleasePlan } from "../model/release-plan.ts";
import { renderRepositorySection } from "../changelog/render-changelog-section.ts";
import { assembleReleasePlan, type ReleasePlanInput } from "../plan/assemble-release-plan.ts";
import { assembleRepositoryEntries } from "../plan/changelog-entries.ts";
import { readReleaseInput, type ReadReleaseOptions } from "../plan/read-release-plan.ts";
import { applyVersionEdits, finishVersionEdits } from "./apply-version-edits.ts";
import { assembleVersionEdits, filesOfVersionRun, type VersionEditsInput } from "./assemble-version-edits.ts";
import { readPendingVersion, type PendingVersion } from "./pending-version.ts";

/** What a version run wrote, or would write. The document of `sluice release version --json`. */
export interface VersionResult {
  schemaVersion: 1;
  dryRun: boolean;
  /** True when a run that was interrupted was finished; changesets that came since wait for the next one. */
  resumed: boolean;
  packages: { name: string; oldVersion: string; newVersion: string }[];
  /** Paths, sorted. */
  written: string[];
  /** Consumed changesets. */
  deleted: string[];
  warnings: Warning[];
}

/**
 * Makes the release plan and applies it to the working tree: versions, ranges, lockfiles, changelogs, changesets. Safe to
 * run again after a crash: an interrupted run is finished first, and is then the whole of this one.
 *
 * @throws what `assembleReleasePlan` throws, and SLUICE_PENDING_VERSION when an interrupted run cannot be finished
 */
export async function applyReleasePlan(options: ReadReleaseOptions & { dryRun: boolean }): Promise<VersionResult> {
  const { root } = options.repository;
  const interrupted = await readPendingVersion(root);
  if (interrupted !== null) {
    if (!options.dryRun) await finishVersionEdits(root, interrupted);
    return toResult(interrupted, { dryRun: options.dryRun, resumed: true, warnings: [] });
  }
  const { plan, pending } = await readVersionRun(options);
  const isEmpty = pending.edits.length === 0 && pending.deletes.length === 0 && pending.moves.length === 0;
  if (!options.dryRun && !isEmpty) await applyVersionEdits(root, pending);
  return toResult(pending, { dryRun: options.dryRun, resumed: false, warnings: plan.warnings });
}

/** Reads the repository and works out everything a version run would write. */
export async function readVersionRun(options: ReadReleaseOptions): Promise<{ plan: ReleasePlan; pending: PendingVersion }> {
  const input = await readReleaseInput(options);
  const plan = await assembleReleasePlan(input);
  const { lockfiles } = options.workspace;
  const contents = await readContents(options.repository.root, filesOfVersionRun({ plan, packages: input.packages, lockfiles }));
  const repositoryChangelog = await readRepositoryChangelog(options, input, plan);
  const edits = assembleVersionEdits({ ...input, plan, lockfiles, contents, repositoryChangelog });
  const moved = plan.packages.filter(({ bump }) => bump !== "none");
  return { plan, pending: { ...edits, packages: moved.map(({ name, oldVersion, newVersion }) => ({ name, oldVersion, newVersion })) } };
}

/** The changelog of the whole repository with the section of this run, or null when there is none to write. */
async function readRepositoryChangelog(
  { repository, repositoryChangelog: path }: ReadReleaseOptions,
  input: ReleasePlanInput,
  plan: ReleasePlan,
): Promise<VersionEditsInput["repositoryChangelog"]> {
  const released = plan.packages.filter(({ bump }) => bump !== "none");
  if (path === undefined || released.length === 0) return null;
  const section = await renderRepositorySection({
    day: (await repository.commitTime(plan.commit)).toISOString().slice(0, 10),
    packages: released.map(({ name, newVersion }) => ({ name, version: newVersion })),
    entries: assembleRepositoryEntries(input),
    repositoryUrl: input.repositoryUrl,
  });
  return { path, before: (await readContents(repository.root, [path])).get(path) ?? null, section };
}

function toResult(pending: PendingVersion, rest: Pick<VersionResult, "dryRun" | "resumed" | "warnings">): VersionResult {
  const written = [...pending.edits.map(({ path }) => path), ...pending.moves.map(({ to }) => to)];
  const deleted = [...pending.deletes, ...pending.moves.map(({ from }) => from)];
  return { schemaVersion: 1, ...rest, packages: pending.packages, written: written.toSorted(), deleted: deleted.toSorted() };
}

async function readContents(root: string, paths: readonly string[]): Promise<Map<string, string>> {
  const contents = new Map<string, string>();
  for (const path of paths) {
    const text = await readFile(join(root, path), "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return null;
      throw error;
    });
    if (text !== null) contents.set(path, text);
  }
  return contents;
}
