import semver from "semver";

/** A tag that moves from release to release, such as `1.2`, and the release that claims it now. Plain data: it is in the plan. */
export interface MovingTag {
  /** Full reference: `ghcr.io/acme/gateway:1.2`. */
  reference: string;
  /** The stable version that claims it: `1.2.3`. */
  version: string;
  /** The versions that may claim it, as a semver range: `1.2.x`, `1.x`, `*`. The highest of them has it. */
  range: string;
  /** What stands before and after a version in the tags of releases: `v` and ``, or `` and `-cuda`. Null: no tag tells a whole version. */
  versionTag: { before: string; after: string } | null;
}

/** Who has a moving tag, by the registry's tags. */
export interface TagHolder {
  version: string;
  /** The image tag of that release: `v1.2.4`. */
  imageTag: string;
}

/**
 * The highest version above the claiming one among a repository's image tags that may claim the tag as well; null when the
 * claim stands. Pure.
 */
export function findHigherRelease({ version, range, versionTag }: MovingTag, imageTags: readonly string[]): TagHolder | null {
  if (versionTag === null) return null;
  let highest: TagHolder = { version, imageTag: "" };
  for (const imageTag of imageTags) {
    const other = releasedVersion(imageTag, versionTag);
    if (other !== null && semver.satisfies(other, range) && semver.gt(other, highest.version)) highest = { version: other, imageTag };
  }
  return highest.imageTag === "" ? null : highest;
}

/** The stable version that an image tag stands for; null for any other tag. */
function releasedVersion(imageTag: string, { before, after }: { before: string; after: string }): string | null {
  if (!imageTag.startsWith(before) || !imageTag.endsWith(after)) return null;
  const version = imageTag.slice(before.length, imageTag.length - after.length);
  return /^\d+\.\d+\.\d+$/.test(version) ? version : null;
}

/** What stands around the whole version in one of `tagNames`; null when none of them tells it. */
export function versionTagOf(tagNames: readonly string[], version: string): MovingTag["versionTag"] {
  for (const name of tagNames) {
    const at = name.indexOf(version);
    if (at >= 0 && !/\d$/.test(name.slice(0, at)) && !/^\.?\d/.test(name.slice(at + version.length)))
      return { before: name.slice(0, at), after: name.slice(at + version.length) };
  }
  return null;
}

/**
 * The range of versions that give the same tag as `version`: found by asking for the next patch, minor and major.
 * Null when the tag tells them all apart, and does not move.
 */
export function movingRange(version: semver.SemVer, render: (other: semver.SemVer) => string | undefined): string | null {
  const { major, minor, patch } = version;
  const own = render(version);
  const isSame = (text: string) => render(new semver.SemVer(text)) === own;
  if (!isSame(`${major}.${minor}.${patch + 1}`)) return null;
  if (!isSame(`${major}.${minor + 1}.0`)) return `${major}.${minor}.x`;
  return isSame(`${major + 1}.0.0`) ? "*" : `${major}.x`;
}
