import { posix } from "node:path";
import type { ComprehensiveRelease, Config, Package } from "@changesets/types";
import semver from "semver";
import { commitOfChange } from "../commits/commit-change.ts";
import { hasToFollow } from "../apply/npm-range.ts";
import type { Cause } from "../model/release-plan.ts";
import type { ReleaseGroup } from "./release-groups.ts";

const experimentalOptions = "___experimentalUnsafeOptions_WILL_CHANGE_IN_PATCH";

/** What explaining needs to know of the other packages of the plan. */
export interface BumpContext {
  releases: ReadonlyMap<string, ComprehensiveRelease>;
  packages: ReadonlyMap<string, Package>;
  rootDir: string;
  config: Config;
  groups: readonly ReleaseGroup[];
}

/** Why a package gets its new version: its changesets and commits, the dependencies that leave its ranges, its release group. */
export function explainBump(release: ComprehensiveRelease, context: BumpContext): Cause[] {
  const changesets = changeCauses(release.changesets);
  if (release.type === "none") return changesets;
  const dependencies: Cause[] = updatedDependencies(release.name, context).map((name) => ({ kind: "dependency", package: name }));
  return [...changesets, ...dependencies, ...groupCauses(release, context)];
}

/** Changesets first, then commits, each once. */
function changeCauses(ids: readonly string[]): Cause[] {
  const commits = new Set(ids.map(commitOfChange).filter((sha) => sha !== null));
  const changesets = ids.filter((id) => commitOfChange(id) === null).toSorted();
  return [
    ...changesets.map((id): Cause => ({ kind: "changeset", id })),
    ...[...commits].toSorted().map((sha): Cause => ({ kind: "commit", sha })),
  ];
}

/** Names of the released dependencies whose new versions make a dependent follow, sorted. */
function updatedDependencies(name: string, context: BumpContext): string[] {
  const dependent = context.packages.get(name)?.packageJson;
  if (dependent === undefined) return [];
  const ranges = { ...dependent.optionalDependencies, ...dependent.peerDependencies, ...dependent.dependencies };
  const always = context.config[experimentalOptions].updateInternalDependents === "always";
  const found: string[] = [];
  for (const [dependency, range] of Object.entries(ranges)) {
    const release = context.releases.get(dependency);
    if (release === undefined || release.type === "none") continue;
    const plain = plainRange(range, release.oldVersion, packageFolder(dependency, context));
    if (plain !== null && (always || !semver.satisfies(release.newVersion, plain))) found.push(dependency);
  }
  return found.toSorted();
}

/**
 * Names of the dependencies that a changelog tells, sorted: those that made the package follow, and those whose range is
 * moved along by the rules of `.changeset/config.json`, as changesets tells them.
 */
export function toldDependencies(name: string, context: BumpContext): string[] {
  const dependent = context.packages.get(name)?.packageJson;
  const rules = {
    updateInternalDependencies: context.config.updateInternalDependencies,
    onlyUpdatePeerDependentsWhenOutOfRange: context.config[experimentalOptions].onlyUpdatePeerDependentsWhenOutOfRange,
  };
  const told = new Set(updatedDependencies(name, context));
  for (const field of ["dependencies", "peerDependencies"] as const) {
    for (const [dependency, range] of Object.entries(dependent?.[field] ?? {})) {
      const release = context.releases.get(dependency);
      const isToldAlready = field === "peerDependencies" && dependent?.dependencies?.[dependency] !== undefined;
      if (release === undefined || release.type === "none" || isToldAlready) continue;
      if (!range.startsWith("workspace:") && semver.validRange(range) === null) continue;
      const released = { newVersion: release.newVersion, bump: release.type, root: packageFolder(dependency, context) };
      if (hasToFollow(range.replace(/^workspace:/, ""), field, released, rules)) told.add(dependency);
    }
  }
  return [...told].toSorted();
}

function packageFolder(name: string, { packages, rootDir }: BumpContext): string {
  const found = packages.get(name);
  return found === undefined ? "" : posix.relative(rootDir, found.dir);
}

/** A `workspace:` range as the plain range it stands for; null for a protocol that changesets does not follow. */
function plainRange(range: string, oldVersion: string, folder: string): string | null {
  if (!range.startsWith("workspace:")) return semver.validRange(range);
  const inner = range.slice("workspace:".length);
  if (inner === "*" || posix.normalize(inner) === folder) return oldVersion;
  if (inner === "^" || inner === "~") return `${inner}${oldVersion}`;
  return semver.validRange(inner);
}

function groupCauses(release: ComprehensiveRelease, { releases, groups }: BumpContext): Cause[] {
  const causes: Cause[] = [];
  for (const { name: group, members } of groups) {
    const others = members.filter((name) => name !== release.name && (releases.get(name)?.type ?? "none") !== "none");
    if (members.includes(release.name) && others.length > 0) causes.push({ kind: "group", group });
  }
  return causes;
}
