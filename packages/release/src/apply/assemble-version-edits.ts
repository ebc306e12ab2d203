import { posix } from "node:path";
import type { Config, PackageJSON, PreState } from "@changesets/types";
import {
  editAppVersion,
  editDependencyRange,
  editLockfileVersions,
  editVersion,
  type Ecosystem,
  type LockfileUse,
  type OwnPackage,
} from "@sluice/ecosystems";
import type { RecordedChangeset } from "../changesets/changeset.ts";
import { nextChartVersion } from "../charts/chart-version.ts";
import { prependChangelog } from "../changelog/prepend-changelog.ts";
import type { ReleasePackage } from "../model/release-package.ts";
import type { PlannedPackage, ReleasePlan } from "../model/release-plan.ts";
import { toPep440 } from "../plan/pep440.ts";
import { chartFiles, editChartRanges } from "./edit-chart-ranges.ts";
import { editNpmRanges, type NpmRangeEdit } from "./edit-npm-ranges.ts";
import { findWrittenRange, updateEcosystemRange } from "./ecosystem-range.ts";
import { updateNpmRange, type DependencyField, type RangeRules } from "./npm-range.ts";
import type { VersionEdits } from "./version-edits.ts";

/** Everything that the edits of a version run are made from. */
export interface VersionEditsInput {
  plan: ReleasePlan;
  packages: readonly ReleasePackage[];
  rootPackageJson: PackageJSON | null;
  changesets: readonly RecordedChangeset[];
  lockfiles: readonly LockfileUse[];
  config: Config;
  snapshot?: string;
  preState: PreState | undefined;
  /** Present texts of the files that {@link filesOfVersionRun} names, by path; what is not there is left out. */
  contents: ReadonlyMap<string, string>;
  /** The changelog of the whole repository and what is to be put into it; null when there is none. */
  repositoryChangelog: { path: string; before: string | null; section: string } | null;
}

const experimentalOptions = "___experimentalUnsafeOptions_WILL_CHANGE_IN_PATCH";
const dependencyFields: readonly DependencyField[] = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];
const lockfileEcosystems: Readonly<Record<string, Ecosystem>> = {
  "package-lock.json": "npm",
  "npm-shrinkwrap.json": "npm",
  "pnpm-lock.yaml": "npm",
  "yarn.lock": "npm",
  "uv.lock": "python",
  "Cargo.lock": "cargo",
};

/** Paths of all files that a version run may edit, sorted: manifests, lockfiles and changelogs. */
export function filesOfVersionRun({ plan, packages, lockfiles }: Pick<VersionEditsInput, "plan" | "packages" | "lockfiles">): string[] {
  const files = new Set(["package.json"]);
  for (const planned of plan.packages) {
    const source = packages.find(({ name }) => name === planned.name);
    if (source === undefined) continue;
    files.add(source.manifest);
    if (source.versionManifest !== null) files.add(source.versionManifest);
    files.add(changelogPath(planned));
    for (const root of chartRoots(source)) for (const path of Object.values(chartFiles(root))) files.add(path);
  }
  for (const { path, kind } of lockfiles) {
    if (kind in lockfileEcosystems) files.add(path);
  }
  return [...files].toSorted();
}

/**
 * Works out what a version run writes: versions, ranges of internal dependencies, lockfiles' own entries, changelogs;
 * and which changesets it consumes. Text in, text out; a file whose text does not change is not in the result.
 *
 * @throws SLUICE_VERSION_NOT_EDITABLE when a version stands in no manifest although the package has one
 */
export function assembleVersionEdits(input: VersionEditsInput): VersionEdits {
  const texts = new Map(input.contents);
  const ranges = new Map<string, Record<string, string>>();
  for (const planned of input.plan.packages) {
    const source = input.packages.find(({ name }) => name === planned.name);
    if (source === undefined) continue;
    ranges.set(source.name, editRanges(texts, source, input));
    if (planned.newVersion !== planned.oldVersion) editVersionOf(texts, source, planned.newVersion);
    editCharts(texts, source, planned);
    if (source.appOf !== undefined) editAppVersionOf(texts, source.manifest, source.appOf, input.plan);
    if (writesChangelog(planned, source, input.config)) editChangelog(texts, planned);
  }
  editRangesOfCharts(texts, input);
  if (input.rootPackageJson !== null) ranges.set("", editPackageJsonRanges(texts, "package.json", input.rootPackageJson, input));
  editLockfiles(texts, ranges, input);
  const repositoryEdit = editRepositoryChangelog(input.repositoryChangelog);
  const edits = [...texts]
    .filter(([path, text]) => input.contents.get(path) !== text)
    .map(([path, after]) => ({ path, before: input.contents.get(path) ?? null, after }));
  if (repositoryEdit !== null) edits.push(repositoryEdit);
  return { edits: edits.toSorted((a, b) => (a.path < b.path ? -1 : 1)), ...consumeChangesets(input) };
}

function editVersionOf(texts: Map<string, string>, { ecosystem, versionManifest: path }: ReleasePackage, version: string): void {
  const text = path === null ? undefined : texts.get(path);
  const written = ecosystem === "python" ? toPep440(version) : version;
  if (path !== null && text !== undefined) texts.set(path, editVersion({ ecosystem, path, text, version: written }));
}

/** Charts that are released with their service: its version is that of their application. */
function editCharts(texts: Map<string, string>, { charts = [] }: ReleasePackage, planned: PlannedPackage): void {
  if (planned.newVersion === planned.oldVersion) return;
  for (const chart of charts) {
    const path = chartFiles(chart.root).manifest;
    const text = texts.get(path);
    if (text === undefined) continue;
    const version = nextChartVersion(chart.version, planned);
    texts.set(path, editAppVersion(editVersion({ ecosystem: "helm", path, text, version }), planned.newVersion));
  }
}

/** Between charts of the repository. */
function editRangesOfCharts(texts: Map<string, string>, { plan, packages, snapshot }: VersionEditsInput): void {
  const released = new Map<string, string>();
  const roots: string[] = [];
  for (const planned of plan.packages) {
    const source = packages.find(({ name }) => name === planned.name);
    if (source === undefined) continue;
    roots.push(...chartRoots(source));
    if (planned.newVersion === planned.oldVersion) continue;
    if (source.ecosystem === "helm") released.set(source.root, planned.newVersion);
    for (const chart of source.charts ?? []) released.set(chart.root, nextChartVersion(chart.version, planned));
  }
  for (const root of roots) editChartRanges(texts, root, { released, exact: snapshot !== undefined });
}

/** The folders of the charts that a package is or takes with it. */
function chartRoots({ ecosystem, root, charts = [] }: ReleasePackage): string[] {
  return [...(ecosystem === "helm" ? [root] : []), ...charts.map((chart) => chart.root)];
}

function editAppVersionOf(texts: Map<string, string>, path: string, app: string, plan: ReleasePlan): void {
  const text = texts.get(path);
  const planned = plan.packages.find(({ name }) => name === app);
  if (text === undefined || planned === undefined || planned.newVersion === planned.oldVersion) return;
  texts.set(path, editAppVersion(text, planned.newVersion));
}

function editRanges(texts: Map<string, string>, source: ReleasePackage, input: VersionEditsInput): Record<string, string> {
  if (source.packageJson !== null) return editPackageJsonRanges(texts, source.manifest, source.packageJson, input);
  const changed: Record<string, string> = {};
  // Crates may take a range from their workspace's manifest.
  const manifests = new Set([source.manifest, ...(source.ecosystem === "cargo" ? [source.versionManifest ?? source.manifest] : [])]);
  for (const dependency of source.dependencies) {
    const planned = input.plan.packages.find(({ name, bump }) => name === dependency && bump !== "none");
    if (planned === undefined) continue;
    for (const path of manifests) {
      const range = editRange({ texts, path, ecosystem: source.ecosystem, isSnapshot: input.snapshot !== undefined }, planned);
      if (range !== null) changed[dependency] = range;
    }
  }
  return changed;
}

/** Moves the range of one dependency in one manifest, and gives the new one; null when there is none to move. */
function editRange(
  { texts, path, ecosystem, isSnapshot }: { texts: Map<string, string>; path: string; ecosystem: Ecosystem; isSnapshot: boolean },
  { name, newVersion }: PlannedPackage,
): string | null {
  const text = texts.get(path);
  const written = text === undefined ? null : findWrittenRange(ecosystem, text, name);
  const range = written === null ? null : updateEcosystemRange(ecosystem, written, newVersion, isSnapshot);
  if (text === undefined || range === null) return null;
  texts.set(path, editDependencyRange({ ecosystem, path, text, name, range }));
  return range;
}

function editPackageJsonRanges(
  texts: Map<string, string>,
  path: string,
  packageJson: PackageJSON,
  { plan, config, snapshot }: VersionEditsInput,
): Record<string, string> {
  const rules: RangeRules = {
    updateInternalDependencies: config.updateInternalDependencies,
    onlyUpdatePeerDependentsWhenOutOfRange: config[experimentalOptions].onlyUpdatePeerDependentsWhenOutOfRange,
    bumpVersionsWithWorkspaceProtocolOnly: config.bumpVersionsWithWorkspaceProtocolOnly ?? false,
    exact: snapshot !== undefined,
  };
  const edits: NpmRangeEdit[] = [];
  for (const field of dependencyFields) {
    for (const dependency of plan.packages) {
      const current = packageJson[field]?.[dependency.name];
      const range = current === undefined ? null : updateNpmRange({ range: current, field, dependency, rules });
      if (range !== null) edits.push({ field, name: dependency.name, range });
    }
  }
  const text = texts.get(path);
  if (text !== undefined && edits.length > 0) texts.set(path, editNpmRanges(text, edits));
  return Object.fromEntries(edits.map(({ name, range }) => [name, range]));
}

function writesChangelog(planned: PlannedPackage, source: ReleasePackage, config: Config): boolean {
  // Where no manifest holds the version, the changelog is what says it until the git tag does.
  return planned.changelog !== "" && (config.changelog !== false || source.versionManifest === null);
}

function editChangelog(texts: Map<string, string>, planned: PlannedPackage): void {
  const path = changelogPath(planned);
  const { name, newVersion: version, changelog: section } = planned;
  texts.set(path, prependChangelog({ changelog: texts.get(path) ?? "", name, version, section }));
}

/** Days are its headings, not versions: what is new goes before the first of them. */
function editRepositoryChangelog(changelog: VersionEditsInput["repositoryChangelog"]): VersionEdits["edits"][number] | null {
  if (changelog === null) return null;
  const { path, before, section } = changelog;
  const text = (before ?? "").trim() === "" ? "# Changelog\n" : (before ?? "");
  const first = text.search(/^## /m);
  const head = (first === -1 ? text : text.slice(0, first)).trimEnd();
  const rest = first === -1 ? "" : `\n\n${text.slice(first).trimEnd()}`;
  return { path, before, after: `${head}\n\n${section}${rest}\n` };
}

function editLockfiles(texts: Map<string, string>, ranges: ReadonlyMap<string, Record<string, string>>, input: VersionEditsInput): void {
  for (const { path, kind } of input.lockfiles) {
    const text = texts.get(path);
    const ecosystem = lockfileEcosystems[kind];
    if (text === undefined || ecosystem === undefined) continue;
    const folder = posix.dirname(path);
    const packages: OwnPackage[] = input.plan.packages
      .filter((planned) => planned.ecosystem === ecosystem)
      .map((planned) => ({
        name: planned.name,
        root: posix.relative(folder, planned.root) || ".",
        version: ecosystem === "python" ? toPep440(planned.newVersion) : planned.newVersion,
        ranges: ranges.get(planned.name) ?? {},
      }));
    const { rootPackageJson } = input;
    if (ecosystem === "npm" && folder === "." && rootPackageJson !== null) {
      // A lockfile repeats the version of the root where it has one.
      const version = rootPackageJson.version ?? "";
      packages.push({ name: rootPackageJson.name, root: ".", version, ranges: ranges.get("") ?? {} });
    }
    texts.set(path, editLockfileVersions({ kind, path, text, packages }));
  }
}

function consumeChangesets({ changesets, config, preState, packages }: VersionEditsInput): Pick<VersionEdits, "deletes" | "moves"> {
  const isSkipped = (name: string): boolean => {
    const isPrivate = packages.find((candidate) => candidate.name === name)?.packageJson?.private === true;
    return config.ignore.includes(name) || (isPrivate && !config.privatePackages.version);
  };
  const consumed = changesets.filter(({ releases }) => !releases.some(({ name }) => isSkipped(name)));
  if (preState?.mode === "pre") {
    const fresh = consumed.filter(({ id }) => !id.startsWith("pre/"));
    return { deletes: [], moves: fresh.map(({ id, path }) => ({ from: path, to: `.changeset/pre/${id}.md` })) };
  }
  const deletes = consumed.map(({ path }) => path);
  return { deletes: preState?.mode === "exit" ? [...deletes, ".changeset/pre.json"] : deletes, moves: [] };
}

function changelogPath({ root }: { root: string }): string {
  return posix.join(root, "CHANGELOG.md");
}
