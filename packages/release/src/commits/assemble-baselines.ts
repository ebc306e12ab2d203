import semver from "semver";
import type { GitTag } from "@sluice/git";
import type { ReleasePackage } from "../model/release-package.ts";

/** Where the last release of each package is, as tags and changelogs say it. */
export interface Baselines {
  /** By package name: the commit of the tag of its last release; null for a package that has none. */
  byTag: Map<string, string | null>;
  /** Names of packages whose present version is written in their changelog and has no tag yet. */
  written: Set<string>;
}

/**
 * Finds each package's last release: the tag of its present version (`name@1.2.3`, or the common `v1.2.3`), else its
 * highest tag below that.
 *
 * @param tags those in the history of the commit that is looked at
 * @param hasChangelog whether the changelog of a package has a section for its present version
 * @param stableOnly passes over prereleases: at the end of prerelease mode everything since the last stable release counts
 */
export function assembleBaselines(options: {
  packages: readonly Pick<ReleasePackage, "name" | "version">[];
  tags: readonly GitTag[];
  hasChangelog: (name: string) => boolean;
  stableOnly: boolean;
}): Baselines {
  const byName = new Map<string, { version: string; revision: string }[]>();
  for (const { name: gitTag, revision } of options.tags) {
    const at = gitTag.lastIndexOf("@");
    const version = semver.valid(at > 0 ? gitTag.slice(at + 1) : gitTag.replace(/^v/, ""));
    if (version === null || (options.stableOnly && semver.prerelease(version) !== null)) continue;
    const owner = at > 0 ? gitTag.slice(0, at) : "";
    byName.set(owner, [...(byName.get(owner) ?? []), { version, revision }]);
  }
  const baselines: Baselines = { byTag: new Map(), written: new Set() };
  for (const { name, version } of options.packages) {
    const candidates = [...(byName.get(name) ?? []), ...(byName.get("") ?? [])].filter((tag) => !semver.gt(tag.version, version));
    const [last] = candidates.toSorted((a, b) => semver.rcompare(a.version, b.version));
    baselines.byTag.set(name, last?.revision ?? null);
    if (last?.version !== version && !options.stableOnly && options.hasChangelog(name)) baselines.written.add(name);
  }
  return baselines;
}
