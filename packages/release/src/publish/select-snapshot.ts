import { SluiceError } from "@sluice/core";
import semver from "semver";
import { newestChangelogVersion } from "../changelog/changelog-section.ts";
import type { ReleasePackage } from "../model/release-package.ts";
import { toPep440 } from "../plan/pep440.ts";
import { selectReleases, type SelectedRelease } from "./select-releases.ts";

/**
 * Selects the packages whose versions are written as those of a snapshot: `0.0.0-pr-123-1a2b3c4`.
 *
 * @param commit the one that is checked out: 40 hex digits
 * @throws SLUICE_NO_SNAPSHOT when there is none
 */
export function selectSnapshot(options: {
  packages: readonly ReleasePackage[];
  changelogs: ReadonlyMap<string, string>;
  snapshot: string;
  commit: string;
}): SelectedRelease[] {
  const { changelogs, snapshot, commit } = options;
  const suffix = `-${snapshot}-${commit.slice(0, 7)}`;
  const packages = options.packages.map((candidate) => withSnapshotName(candidate, suffix, changelogs.get(candidate.name) ?? ""));
  const found = packages.filter(({ version }) => version.endsWith(suffix)).map(({ name }) => name);
  if (found.length > 0) return selectReleases({ packages, changelogs, request: { gitTags: [], packages: found } });
  throw new SluiceError("SLUICE_NO_SNAPSHOT", `No package has a version that ends with ${suffix}`, {
    hint: `Write them first, with \`sluice release version --snapshot ${snapshot}\` on this commit.`,
  });
}

/** A Python package has the snapshot's version in a form without its name; a package without a version in its manifest has it in its changelog alone. */
function withSnapshotName(candidate: ReleasePackage, suffix: string, changelog: string): ReleasePackage {
  const written = candidate.versionManifest === null ? newestChangelogVersion(changelog) : null;
  if (written?.endsWith(suffix) === true) return { ...candidate, version: written };
  const version = `${semver.parse(candidate.version)?.version.split("-")[0] ?? ""}${suffix}`;
  const isSame = candidate.ecosystem === "python" && toPep440(version) === toPep440(candidate.version);
  return isSame ? { ...candidate, version } : candidate;
}
