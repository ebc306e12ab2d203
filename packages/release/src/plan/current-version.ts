import semver from "semver";
import { newestChangelogVersion } from "../changelog/changelog-section.ts";

/**
 * The present version of a package whose manifest has none: the newest of its git tags and its changelog, else 0.0.0.
 *
 * The changelog counts because `sluice release version` writes it and the git tag only follows with the publish. A higher tag that is not in
 * the history was made on another branch, and on a maintenance branch says nothing; where nothing else is known, it counts.
 *
 * @param gitTags names of all git tags of the repository; those of the form `name@x.y.z` are the package's own
 * @param changelog content of its CHANGELOG.md, "" when there is none
 * @param isInHistory whether a tag stands in the history of the commit that is looked at; asked from the highest on, until one does
 */
export async function findCurrentVersion(options: {
  name: string;
  gitTags: readonly string[];
  changelog: string;
  isInHistory: (gitTag: string) => Promise<boolean>;
}): Promise<string> {
  const { name, gitTags, changelog, isInHistory } = options;
  const written = newestChangelogVersion(changelog);
  const tagged = taggedVersions(name, gitTags).toSorted(semver.rcompare);
  for (const version of tagged) {
    if (written !== null && semver.lte(version, written)) break;
    if (await isInHistory(`${name}@${version}`)) return version;
  }
  return written ?? tagged[0] ?? "0.0.0";
}

/** The versions of a package that have a git tag of the form `name@x.y.z`. */
export function taggedVersions(name: string, gitTags: readonly string[]): string[] {
  const prefix = `${name}@`;
  const versions: string[] = [];
  for (const gitTag of gitTags) {
    const version = gitTag.startsWith(prefix) ? semver.valid(gitTag.slice(prefix.length)) : null;
    if (version !== null) versions.push(version);
  }
  return versions;
}
