import { assembleReleasePlan as assembleWithChangesets } from "@changesets/assemble-release-plan";
import type { ComprehensiveRelease, Config, NewChangeset, PackageJSON, PreState } from "@changesets/types";
import { SluiceError, type Warning } from "@sluice/core";
import type { RecordedChangeset } from "../changesets/changeset.ts";
import type { CommitChange } from "../commits/commit-change.ts";
import { nextChartVersion } from "../charts/chart-version.ts";
import { checkChangesets } from "../changesets/check-changesets.ts";
import { checkGoMajor, checkGoReplaces, goModuleTag } from "../go/go-module-tag.ts";
import { assembleChangelogEntries } from "./changelog-entries.ts";
import { renderChangelogSection, type ChangelogEntry } from "../changelog/render-changelog-section.ts";
import type { ReleasePackage } from "../model/release-package.ts";
import type { Artifact, PlannedPackage, ReleasePlan } from "../model/release-plan.ts";
import { toChangesetsPackages } from "./changesets-packages.ts";
import { checkLine } from "./check-line.ts";
import { explainBump, toldDependencies, type BumpContext } from "./explain-bump.ts";
import { forPython } from "./pep440.ts";
import { findReleaseGroups } from "./release-groups.ts";
import { listPackagesToPublish, type IndexSettings } from "../publish/packages-to-publish.ts";
import { computePlanDigest } from "./plan-digest.ts";

/** Everything a release plan is made from. */
export interface ReleasePlanInput {
  /** The commit the values were read at: 40 hex digits. */
  commit: string;
  packages: readonly ReleasePackage[];
  /** The package.json at the root of an npm workspace; null when there is none. */
  rootPackageJson: PackageJSON | null;
  changesets: readonly RecordedChangeset[];
  /** Changes that commits tell beside the changesets; [] when they are no source of bumps. */
  commits: readonly CommitChange[];
  config: Config;
  preState: PreState | undefined;
  /** Where images go, with the path before the image's name; null when it is not known. */
  registry: string | null;
  /** Where packages go that are not npm's. */
  indexes: IndexSettings;
  /** Web address of the repository for links in changelogs, or null. */
  repositoryUrl: string | null;
  /** The range that the versions of a maintenance branch may not leave, `1.x`; null on any other branch. */
  line: string | null;
  /** Name of the snapshot to make, `pr-123`; left out for a release. */
  snapshot?: string;
  /** Warnings of the reading, handed on. */
  warnings: readonly Warning[];
}

/**
 * Makes the release plan from values alone: versions through @changesets' own planning over one graph of all packages,
 * whatever their ecosystem, then causes, changelogs and artifacts. Asynchronous only because the changelog writer is.
 *
 * @throws SLUICE_UNKNOWN_PACKAGE when a changeset names a package that is not there
 * @throws SLUICE_LEAVES_LINE when a package would leave the line of a maintenance branch
 * @throws SLUICE_SNAPSHOT_IN_PRE_MODE for a snapshot in prerelease mode, whose versions would be neither
 * @throws SLUICE_BAD_CHANGESET when changesets refuses one: it mixes ignored with other packages
 */
export async function assembleReleasePlan(input: ReleasePlanInput): Promise<ReleasePlan> {
  const { commit } = input;
  checkChangesets(
    input.changesets,
    input.packages.map((candidate) => candidate.name),
  );
  const context = planVersions(input);
  const packages: PlannedPackage[] = [];
  const artifacts: Artifact[] = [];
  const sources = new Map(input.packages.map((candidate) => [candidate.name, candidate]));
  const entries = assembleChangelogEntries(input);
  const warnings = [...input.warnings];
  for (const release of [...context.releases.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const source = sources.get(release.name);
    if (source === undefined) continue;
    const planned = await planPackage(release, source, context, { ...input, entries: entries.get(release.name) ?? [] });
    packages.push(planned);
    if (planned.bump === "none") continue;
    artifacts.push(...planArtifacts(planned, source, input));
    warnings.push(...[checkGoMajor(source, planned.newVersion) ?? []].flat(), ...checkGoReplaces(source));
  }
  if (input.line !== null && input.snapshot === undefined) checkLine(packages, input.line);
  const plan = { schemaVersion: 1 as const, commit, packages, artifacts, warnings };
  return { ...plan, digest: computePlanDigest(plan) };
}

function planVersions(input: ReleasePlanInput): BumpContext {
  if (input.snapshot !== undefined && input.preState !== undefined) throw snapshotInPreMode();
  const { packages, rootPackageJson, config, preState } = input;
  const workspace = toChangesetsPackages(packages, rootPackageJson);
  const groups = findReleaseGroups(packages, config);
  const fixed = groups.filter(({ kind }) => kind === "fixed").map(({ members }) => members);
  try {
    const { releases } = assembleWithChangesets(
      [...input.changesets, ...planableCommits(input)],
      workspace,
      { ...config, fixed, snapshot: { ...config.snapshot, prereleaseTemplate: "{tag}-{commit-short}" } },
      preState,
      input.snapshot === undefined ? undefined : { tag: input.snapshot, commit: input.commit },
    );
    const isPython = new Map(packages.map(({ name, ecosystem }) => [name, ecosystem === "python" && input.snapshot === undefined]));
    return {
      releases: new Map(releases.map((release) => [release.name, isPython.get(release.name) === true ? pythonRelease(release) : release])),
      packages: new Map(workspace.packages.map((candidate) => [candidate.packageJson.name, candidate])),
      rootDir: workspace.rootDir,
      config,
      groups,
    };
  } catch (error) {
    throw new SluiceError("SLUICE_BAD_CHANGESET", error instanceof Error ? error.message : String(error), {
      cause: error,
      hint: "Split the changeset, or change `ignore` in .changeset/config.json.",
    });
  }
}

/** A snapshot keeps its name, and its Python packages have it in another form; see `toPep440`. */
function pythonRelease(release: ComprehensiveRelease): ComprehensiveRelease {
  const { newVersion } = release;
  return newVersion === undefined ? release : { ...release, newVersion: forPython(newVersion) };
}

async function planPackage(
  release: ComprehensiveRelease,
  source: ReleasePackage,
  context: BumpContext,
  input: ReleasePlanInput & { entries: readonly ChangelogEntry[] },
): Promise<PlannedPackage> {
  const newVersion = release.newVersion ?? source.version;
  const changelog =
    release.type === "none"
      ? ""
      : await renderChangelogSection({
          version: newVersion,
          entries: input.entries,
          dependencies: toldDependencies(release.name, context).map((name) => ({
            name,
            version: context.releases.get(name)?.newVersion ?? "",
          })),
          repositoryUrl: input.repositoryUrl,
        });
  return {
    name: source.name,
    root: source.root,
    ecosystem: source.ecosystem,
    oldVersion: source.version,
    newVersion,
    bump: release.type,
    private: source.private,
    causes: explainBump(release, context),
    changelog,
    gitTag: `${source.name}@${newVersion}`,
  };
}

function snapshotInPreMode(): SluiceError {
  return new SluiceError("SLUICE_SNAPSHOT_IN_PRE_MODE", "A snapshot cannot be made in prerelease mode", {
    hint: "Make it on a branch without .changeset/pre.json, or leave prerelease mode with `changeset pre exit`.",
  });
}

/** Commits as changesets, without the packages that are never released: beside others changesets refuses them. */
function planableCommits({ commits, packages, config }: ReleasePlanInput): NewChangeset[] {
  const skipped = new Set(config.ignore);
  for (const { name, packageJson } of packages) {
    if (packageJson?.private === true && !config.privatePackages.version) skipped.add(name);
  }
  const changes = commits.map(({ id, releases, summary }) => ({
    id,
    summary,
    releases: releases.filter(({ name }) => !skipped.has(name)),
  }));
  return changes.filter(({ releases }) => releases.length > 0);
}

function planArtifacts(
  planned: PlannedPackage,
  source: ReleasePackage,
  { config, registry, indexes }: Pick<ReleasePlanInput, "config" | "registry" | "indexes">,
): Artifact[] {
  const { name, newVersion, gitTag } = planned;
  const artifacts: Artifact[] = source.images.map(({ repository, variant }) => ({
    kind: "image",
    package: name,
    reference: `${registry === null ? "" : `${registry}/`}${repository}:v${newVersion.replaceAll("+", "-")}${variant === null ? "" : `-${variant}`}`,
  }));
  artifacts.sort((a, b) => (a.reference < b.reference ? -1 : 1));
  if (source.ecosystem === "npm" && !source.private) artifacts.push({ kind: "npm", package: name, reference: gitTag });
  const charts = source.charts?.map((chart) => ({ ...chart, version: nextChartVersion(chart.version, planned) })) ?? [];
  for (const { kind, reference } of listPackagesToPublish({ ...source, version: newVersion, charts }, newVersion, indexes))
    artifacts.push({ kind, package: name, reference });
  if (isTagged(source, config)) {
    const moduleTag = goModuleTag(source, newVersion);
    if (moduleTag !== null && moduleTag !== gitTag) artifacts.push({ kind: "git-tag", package: name, reference: moduleTag });
    artifacts.push({ kind: "git-tag", package: name, reference: gitTag }, { kind: "github-release", package: name, reference: gitTag });
  }
  return artifacts;
}

/** changesets' `privatePackages.tag` speaks of npm packages; a package without package.json is always tagged. */
function isTagged(source: ReleasePackage, config: Config): boolean {
  return source.packageJson === null || source.packageJson.private !== true || config.privatePackages.tag;
}
