import semver from "semver";
import { taggedVersions } from "../plan/current-version.ts";

/** How a version is offered to those who do not ask for it by number. */
export interface Channel {
  /** The npm dist-tag it is published under. */
  distTag: string;
  /** Whether it is the newest stable version of its package, so that `latest` may stand for it. */
  isLatest: boolean;
}

/**
 * The channel of a version. A prerelease goes by its own word: `2.0.0-rc.1` is `rc`, `2.0.0-1` is `next`. A stable version
 * below one that was released already is of a maintenance line, `release-1.x`, or `release-1.2.x` when the higher one is of
 * the same major: `latest` never moves back.
 *
 * @param gitTags names of all git tags: `name@1.2.3`, and common ones, `v1.2.3`
 */
export function computeChannel(options: { name: string; version: string; gitTags: readonly string[] }): Channel {
  const { name, version, gitTags } = options;
  const prerelease = semver.prerelease(version);
  if (prerelease !== null) return { distTag: prereleaseTag(prerelease[0]), isLatest: false };
  const common = gitTags.filter((gitTag) => /^v\d/.test(gitTag)).map((gitTag) => semver.valid(gitTag));
  const higher = [...taggedVersions(name, gitTags), ...common].filter(
    (candidate) => candidate !== null && semver.prerelease(candidate) === null && semver.gt(candidate, version),
  );
  if (higher.length === 0) return { distTag: "latest", isLatest: true };
  const major = semver.major(version);
  const hasSameMajor = higher.some((candidate) => candidate !== null && semver.major(candidate) === major);
  return { distTag: hasSameMajor ? `release-${major}.${semver.minor(version)}.x` : `release-${major}.x`, isLatest: false };
}

/** npm takes no dist-tag that could be a range of versions. */
function prereleaseTag(word: string | number | undefined): string {
  return typeof word === "string" && word !== "latest" && semver.validRange(word) === null ? word : "next";
}
