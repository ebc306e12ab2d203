import semver from "semver";
import { newestChangelogVersion } from "../changelog/changelog-section.ts";

/**
 * The present version of a package whose manifest has none: the newest of its git tags and its changelog, else 0.0.0.
 *
 * The changelog counts because `sluice release version` writes it and the git tag only follows with the publish.
 *
 * @param gitTags names of all git tags of the repository; those of the form `name@x.y.z` are the package's own
 * @param changelog content of its CHANGELOG.md, "" when there is none
 */
export function computeCurrentVersion(options: { name: string; gitTags: readonly string[]; changelog: string }): string {
  const { name, gitTags, changelog } = options;
  let newest = newestChangelogVersion(changelog) ?? "0.0.0";
  for (const version of taggedVersions(name, gitTags)) {
    if (semver.gt(version, newest)) newest = version;
  }
  return newest;
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
