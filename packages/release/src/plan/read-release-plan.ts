import { SluiceError } from "@sluice/core";
import type { Workspace } from "@sluice/ecosystems";
import type { CommitWithFiles, Repository } from "@sluice/git";
import { changelogRepositoryUrl } from "../changelog/changelog-repository-url.ts";
import { readChangesets } from "../changesets/read-changesets.ts";
import { readChangesetsConfig } from "../changesets/read-changesets-config.ts";
import { readCommitChanges } from "../commits/read-commit-changes.ts";
import type { Bump, ReleasePlan } from "../model/release-plan.ts";
import { assembleReleasePlan, type ReleasePlanInput } from "./assemble-release-plan.ts";
import type { IndexSettings } from "../publish/packages-to-publish.ts";
import { lineOfBranch } from "./check-line.ts";
import { toChangesetsPackages } from "./changesets-packages.ts";
import { readGitTags } from "./read-git-tags.ts";
import { tagsInHistory } from "./tags-in-history.ts";
import { readReleasePackages, type ProjectImage } from "./read-release-packages.ts";

/** Where a release plan is read from. */
export interface ReadReleaseOptions {
  repository: Pick<
    Repository,
    | "root"
    | "headRevision"
    | "resolveRevision"
    | "commitTime"
    | "listTags"
    | "listRemotes"
    | "remoteTags"
    | "tagsReachableFrom"
    | "commitsWithFiles"
    | "mergeBaseOfAll"
    | "isShallow"
    | "findRevision"
    | "isAncestor"
  >;
  /** The git remote whose tags say the versions that no manifest holds. */
  remote: string;
  workspace: Workspace;
  images: readonly ProjectImage[];
  /** Names of packages that are never released: `release.ignore` of the configuration. */
  ignore: readonly string[];
  /** The bump of each type of conventional commit; null when commits are no source of bumps. */
  commitBumps: Readonly<Record<string, Bump>> | null;
  /** Only changesets that were added since this revision, when given. */
  base?: string | undefined;
  /** The branch the release is made on; null when it is not known. One like `1.x` keeps its packages in that range. */
  branch: string | null;
  /** Where images go, with the path before the image's name; null when it is not known. */
  registry: string | null;
  /** Where packages go that are not npm's. */
  indexes: IndexSettings;
  /** Web address of the repository for links in changelogs, or null. */
  repositoryUrl: string | null;
  /** Name of a snapshot, `pr-123`: the versions become `0.0.0-pr-123-<commit>`. */
  snapshot?: string | undefined;
  /** Path of the one changelog of the whole repository; none when left out. */
  repositoryChangelog?: string | undefined;
}

/** Reads everything a release plan is made from. SLUICE_NO_COMMIT in a repository without a commit. */
export async function readReleaseInput(options: ReadReleaseOptions): Promise<ReleasePlanInput> {
  const { repository, workspace, images, ignore, registry, indexes, repositoryUrl } = options;
  const { root } = repository;
  const commit = await repository.headRevision();
  if (commit === null) throw noCommit(root);
  const since = options.base === undefined ? undefined : await repository.resolveRevision(options.base);
  const hasTaggedVersions = workspace.projects.some(({ version, ecosystem }) => version === null && ecosystem !== "npm");
  // git looks for the changesets' commits while the manifests are read.
  const recorded = readChangesets({ root, since, addedBy: () => findAddingCommits(repository, commit) });
  recorded.catch(() => {});
  const { gitTags, warnings: tagWarnings } = await readGitTags(repository, hasTaggedVersions ? options.remote : null);
  const { packages, rootPackageJson, changelogs, warnings } = await readReleasePackages({
    root,
    workspace,
    images,
    gitTags: [...gitTags.keys()],
    isInHistory: tagsInHistory(repository, gitTags),
  });
  const changesets = await recorded;
  const changesetsConfig = await readChangesetsConfig(root, toChangesetsPackages(packages, rootPackageJson), ignore);
  const stableOnly = changesetsConfig.preState?.mode === "exit";
  const bumps = options.commitBumps;
  const commits =
    bumps === null
      ? { changes: [], warnings: [] }
      : await readCommitChanges({ repository, commit, packages, changelogs, bumps, stableOnly });
  return {
    commit,
    ...(options.snapshot === undefined ? {} : { snapshot: options.snapshot }),
    packages,
    rootPackageJson,
    changesets,
    commits: commits.changes,
    line: options.branch === null ? null : lineOfBranch(options.branch),
    config: changesetsConfig.config,
    preState: changesetsConfig.preState,
    registry,
    indexes,
    repositoryUrl: changelogRepositoryUrl(changesetsConfig.config.changelog) ?? repositoryUrl,
    warnings: [...workspace.warnings, ...tagWarnings, ...warnings, ...changesetsConfig.warnings, ...commits.warnings],
  };
}

/** Reads the repository and makes its release plan; see `assembleReleasePlan`. */
export async function readReleasePlan(options: ReadReleaseOptions): Promise<ReleasePlan> {
  return assembleReleasePlan(await readReleaseInput(options));
}

/** The commit that added each changeset, in one walk over the history of their folder. */
async function findAddingCommits(repository: Pick<Repository, "commitsWithFiles">, head: string): Promise<Map<string, CommitWithFiles>> {
  const commits = new Map<string, CommitWithFiles>();
  for (const commit of await repository.commitsWithFiles({ base: null, head, paths: [".changeset"] })) {
    // From the newest on, so that the oldest of several stays.
    for (const { path, status } of commit.files) if (status === "added") commits.set(path, commit);
  }
  return commits;
}

function noCommit(root: string): SluiceError {
  return new SluiceError("SLUICE_NO_COMMIT", `${root} has no commit yet, so there is nothing to release`, {
    hint: "Make the first commit.",
  });
}
