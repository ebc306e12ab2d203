import semver from "semver";

/** A git tag that releases something. */
export interface GitTagVersion {
  /** Whose version it is: `gateway`, `@scope/gateway`, `services/router`. null is everything in the repository. */
  packageName: string | null;
  version: semver.SemVer;
}

/**
 * Reads a release tag: `v1.2.3` or `1.2.3` for the whole repository, `gateway@1.2.3`, `@scope/gateway@1.2.3` and
 * `gateway/v1.2.3` for one package. null for any other tag.
 */
export function parseGitTagVersion(gitTag: string): GitTagVersion | null {
  const whole = semver.parse(gitTag);
  if (whole !== null) return { packageName: null, version: whole };
  const at = Math.max(gitTag.lastIndexOf("@"), gitTag.lastIndexOf("/"));
  const version = at < 1 ? null : semver.parse(gitTag.slice(at + 1));
  return version === null ? null : { packageName: gitTag.slice(0, at), version };
}

/**
 * The version that `gitTag` gives to the image of that short name, or null. A package matches by its whole name or the
 * last part of it. Without a name every package matches.
 */
export function versionForImage(gitTag: string, shortName: string | null): semver.SemVer | null {
  const found = parseGitTagVersion(gitTag);
  if (found === null) return null;
  const { packageName, version } = found;
  if (packageName === null || shortName === null) return version;
  const last = packageName.slice(packageName.lastIndexOf("/") + 1);
  const wanted = shortName.toLowerCase();
  return packageName.toLowerCase() === wanted || last.toLowerCase() === wanted ? version : null;
}

/**
 * The git tag as it would name the image: one that releases a project releases all of its images, and a second one has another name.
 * Other tags stay as they are.
 */
export function gitTagForImage(gitTag: string, { repository, project }: { repository: string; project: string }): string {
  const version = versionForImage(gitTag, project.slice(project.lastIndexOf("/") + 1));
  return version === null || versionForImage(gitTag, repository) !== null ? gitTag : `${repository}@${version.version}`;
}

/** All stable versions in `texts` (`1.2.3`, `v1.2.3`); anything else is left out. */
export function stableVersions(texts: readonly string[]): semver.SemVer[] {
  return texts.flatMap((text) => semver.parse(text) ?? []).filter(({ prerelease }) => prerelease.length === 0);
}
