import { hintNames, SluiceError } from "@sluice/core";
import semver from "semver";
import { findChangelogSection } from "../changelog/changelog-section.ts";
import { goModuleTag } from "../go/go-module-tag.ts";
import type { ReleasePackage } from "../model/release-package.ts";

/** A git tag and the packages it releases. */
export interface SelectedRelease {
  gitTag: string;
  packages: { package: ReleasePackage; version: string }[];
}

/** What was asked for. All empty: every package whose present version has a section in its changelog. */
export interface ReleaseRequest {
  /** `gateway@1.1.0` for one package, `v1.1.0` for every package at that version. */
  gitTags: readonly string[];
  /** Packages at their present versions. */
  packages: readonly string[];
}

/**
 * Which releases a command speaks of, and the packages of each: dependencies first.
 *
 * @param gitTags names of all git tags; without a request, what was tagged with a common `v1.2.3` stays one release
 * @throws SLUICE_UNKNOWN_TAG for a tag that names no package here, SLUICE_UNKNOWN_PACKAGE for a name that is none
 */
export function selectReleases(options: {
  packages: readonly ReleasePackage[];
  changelogs: ReadonlyMap<string, string>;
  gitTags?: readonly string[];
  request: ReleaseRequest;
}): SelectedRelease[] {
  const { changelogs, request, gitTags: existing = [] } = options;
  const packages = sortDependenciesFirst(options.packages);
  const selected = new Map<string, SelectedRelease>();
  for (const gitTag of request.gitTags) selected.set(gitTag, selectByTag(gitTag, packages));
  for (const name of request.packages) {
    const found = findPackage(name, packages);
    const gitTag = `${found.name}@${found.version}`;
    selected.set(gitTag, { gitTag, packages: [{ package: found, version: found.version }] });
  }
  if (request.gitTags.length > 0 || request.packages.length > 0) return sortReleases([...selected.values()], packages);
  return selectWritten(packages, changelogs, new Set(existing));
}

/** The packages of a release plan that get a new version, as releases of their own. */
export function selectPlanned(
  packages: readonly ReleasePackage[],
  planned: readonly { name: string; newVersion: string; bump: string }[],
): SelectedRelease[] {
  const sorted = sortDependenciesFirst(packages);
  const released = planned
    .filter((entry) => entry.bump !== "none")
    .map(({ name, newVersion }) => ({
      gitTag: `${name}@${newVersion}`,
      packages: [{ package: findPackage(name, packages), version: newVersion }],
    }));
  return sortReleases(released, sorted);
}

function selectWritten(
  packages: readonly ReleasePackage[],
  changelogs: ReadonlyMap<string, string>,
  gitTags: ReadonlySet<string>,
): SelectedRelease[] {
  const selected = new Map<string, SelectedRelease>();
  for (const candidate of packages) {
    const { name, version } = candidate;
    if (findChangelogSection(changelogs.get(name) ?? "", version) === null) continue;
    const own = `${name}@${version}`;
    const common = `v${version}`;
    if (gitTags.has(own) || !gitTags.has(common)) selected.set(own, { gitTag: own, packages: [{ package: candidate, version }] });
    else if (!selected.has(common)) selected.set(common, selectByTag(common, packages));
  }
  return [...selected.values()];
}

function selectByTag(gitTag: string, packages: readonly ReleasePackage[]): SelectedRelease {
  const at = gitTag.lastIndexOf("@");
  if (at > 0) {
    const version = semver.valid(gitTag.slice(at + 1));
    if (version === null) throw unknownTag(gitTag);
    return { gitTag, packages: [{ package: findPackage(gitTag.slice(0, at), packages), version }] };
  }
  const module = packages.find((candidate) => goModuleTag(candidate, candidate.version) === gitTag);
  if (module !== undefined && gitTag.includes("/"))
    return { gitTag: `${module.name}@${module.version}`, packages: [{ package: module, version: module.version }] };
  const version = gitTag.startsWith("v") ? semver.valid(gitTag.slice(1)) : null;
  const found = packages.filter((candidate) => candidate.version === version);
  if (version === null || found.length === 0) throw unknownTag(gitTag);
  return { gitTag, packages: found.map((candidate) => ({ package: candidate, version })) };
}

function findPackage(name: string, packages: readonly ReleasePackage[]): ReleasePackage {
  const found = packages.find((candidate) => candidate.name === name);
  if (found !== undefined) return found;
  const names = packages.map((candidate) => candidate.name);
  throw new SluiceError("SLUICE_UNKNOWN_PACKAGE", `There is no package "${name}" in the workspace`, {
    hint: hintNames(name, names, "No manifest with a version was found."),
  });
}

function unknownTag(gitTag: string): SluiceError {
  return new SluiceError("SLUICE_UNKNOWN_TAG", `The git tag ${gitTag} names no package of this workspace at that version`, {
    hint: "A release tag is name@1.2.3 for one package, or v1.2.3 for every package at 1.2.3.",
  });
}

function sortReleases(releases: SelectedRelease[], packages: readonly ReleasePackage[]): SelectedRelease[] {
  const position = ({ packages: [first] }: SelectedRelease): number => packages.findIndex(({ name }) => name === first?.package.name);
  return releases.toSorted((a, b) => position(a) - position(b));
}

/** Packages in an order in which each comes after those it needs; by name where that leaves a choice. A cycle is cut. */
function sortDependenciesFirst(packages: readonly ReleasePackage[]): ReleasePackage[] {
  const byName = new Map(packages.map((candidate) => [candidate.name, candidate]));
  const sorted = new Set<ReleasePackage>();
  const visiting = new Set<string>();
  const visit = (candidate: ReleasePackage): void => {
    if (sorted.has(candidate) || visiting.has(candidate.name)) return;
    visiting.add(candidate.name);
    for (const name of candidate.dependencies.toSorted()) {
      const dependency = byName.get(name);
      if (dependency !== undefined) visit(dependency);
    }
    sorted.add(candidate);
  };
  for (const candidate of packages.toSorted((a, b) => (a.name < b.name ? -1 : 1))) visit(candidate);
  return [...sorted];
}
