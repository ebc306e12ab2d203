import { posix } from "node:path";
import type { Warning } from "@sluice/core";
import type { CommitWithFiles, Repository } from "@sluice/git";
import { findChangelogSection } from "../changelog/changelog-section.ts";
import type { Bump } from "../model/release-plan.ts";
import type { ReleasePackage } from "../model/release-package.ts";
import { assembleBaselines } from "./assemble-baselines.ts";
import { assembleCommitChanges } from "./assemble-commit-changes.ts";
import type { CommitChange } from "./commit-change.ts";

/**
 * Reads the changes since each package's last release from the commits, in one pass over the history for all packages.
 * A version that is written and not yet tagged counts from the commit that wrote its changelog.
 */
export async function readCommitChanges(options: {
  repository: Pick<Repository, "tagsReachableFrom" | "commitsWithFiles" | "mergeBaseOfAll" | "isShallow">;
  /** The commit to look from. */
  commit: string;
  packages: readonly ReleasePackage[];
  changelogs: ReadonlyMap<string, string>;
  bumps: Readonly<Record<string, Bump>>;
  stableOnly: boolean;
}): Promise<{ changes: CommitChange[]; warnings: Warning[] }> {
  const { repository, commit, packages, changelogs, bumps, stableOnly } = options;
  const hasChangelog = (name: string): boolean => {
    const version = packages.find((candidate) => candidate.name === name)?.version ?? "";
    return findChangelogSection(changelogs.get(name) ?? "", version) !== null;
  };
  const { byTag, written } = assembleBaselines({ packages, tags: await repository.tagsReachableFrom(commit), hasChangelog, stableOnly });
  const tagged = [...byTag.values()].filter((revision) => revision !== null);
  const base = tagged.length === byTag.size ? await repository.mergeBaseOfAll(tagged) : null;
  const commits = await repository.commitsWithFiles({ base, head: commit });
  const baselines = new Map(byTag);
  for (const { name, root } of packages) {
    const wrote = written.has(name) ? lastToTouch(commits, posix.join(root, "CHANGELOG.md")) : undefined;
    if (wrote !== undefined) baselines.set(name, wrote);
  }
  const found = assembleCommitChanges({ commits, packages, baselines, bumps });
  if (base !== null || !(await repository.isShallow())) return found;
  const message = "This clone is shallow, so commits since the last release may be missing from the plan; fetch the whole history first.";
  return { ...found, warnings: [{ code: "SLUICE_SHALLOW_HISTORY", message }, ...found.warnings] };
}

function lastToTouch(commits: readonly CommitWithFiles[], path: string): string | undefined {
  return commits.find(({ files }) => files.some((file) => file.path === path))?.revision;
}
