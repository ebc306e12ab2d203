import { posix } from "node:path";
import semver from "semver";
import type { Bump } from "../model/release-plan.ts";

/** A package whose new version ranges may have to follow. */
export interface ReleasedDependency {
  newVersion: string;
  bump: Bump;
  /** POSIX path of its folder, from the repository root. */
  root: string;
}

/** What `.changeset/config.json` says about ranges. */
export interface RangeRules {
  /** The smallest bump that makes a range follow although it still fits. */
  updateInternalDependencies: "patch" | "minor";
  onlyUpdatePeerDependentsWhenOutOfRange: boolean;
  bumpVersionsWithWorkspaceProtocolOnly: boolean;
  /** The exact version takes the place of every range: another snapshot is another thing. */
  exact: boolean;
}

/** The fields of package.json that hold ranges. */
export type DependencyField = "dependencies" | "devDependencies" | "peerDependencies" | "optionalDependencies";

/**
 * The range that takes the place of `range` after a release, or null when it stays. The rules are changesets'
 * (apply-release-plan), so that `changeset version` and Sluice write the same: `file:`, `link:` and `workspace:*`, `^`,
 * `~` stay, the operator is kept, and `*` follows a prerelease only.
 */
export function updateNpmRange(options: {
  range: string;
  field: DependencyField;
  dependency: ReleasedDependency;
  rules: RangeRules;
}): string | null {
  const { range, field, dependency, rules } = options;
  const protocol = range.startsWith("workspace:") ? "workspace:" : "";
  const plain = range.slice(protocol.length);
  if (dependency.bump === "none" || range.startsWith("file:") || range.startsWith("link:")) return null;
  if (protocol === "" && rules.bumpVersionsWithWorkspaceProtocolOnly) return null;
  // Not an invalid range only: `workspace:^`, a path, a git address and a dist-tag all follow by themselves.
  if (semver.validRange(plain) === null || (protocol !== "" && plain === "*")) return null;
  if (rules.exact) return protocol + dependency.newVersion;
  if (!hasToFollow(plain, field, dependency, rules)) return null;
  const acceptsAll = new semver.Range(plain).range === "";
  if (acceptsAll && semver.prerelease(dependency.newVersion) === null) return null;
  return protocol + moveRange(plain, dependency.newVersion, dependency.bump);
}

/** Whether a range, without `workspace:`, is to follow a release by the rules of `.changeset/config.json`. */
export function hasToFollow(
  range: string,
  field: DependencyField,
  dependency: Pick<ReleasedDependency, "newVersion" | "bump" | "root">,
  rules: Omit<RangeRules, "bumpVersionsWithWorkspaceProtocolOnly" | "exact">,
): boolean {
  if (posix.normalize(range) === dependency.root) return false;
  if (!semver.satisfies(dependency.newVersion, range)) return true;
  if (field === "peerDependencies") return !rules.onlyUpdatePeerDependentsWhenOutOfRange;
  return rules.updateInternalDependencies === "patch" || dependency.bump !== "patch";
}

function moveRange(range: string, newVersion: string, bump: Exclude<Bump, "none">): string {
  const [comparators, ...others] = new semver.Range(range).set;
  if (comparators?.length === 2 && others.length === 0 && range.includes(">") && range.includes("<")) {
    const [first] = comparators;
    const lower = comparators.find(({ operator }) => operator.startsWith(">"));
    const upper = comparators.find(({ operator }) => operator.startsWith("<"));
    if (lower !== undefined && upper !== undefined) {
      const end = semver.satisfies(newVersion, upper.value) ? upper.value : `<${semver.inc(newVersion, bump)}`;
      return first === lower ? `>=${newVersion} ${end}` : `${end} >=${newVersion}`;
    }
  }
  return `${/^(\^|~|>=|<=|>)/.exec(range)?.[1] ?? ""}${newVersion}`;
}
