import semver from "semver";
import { shortSha } from "./expression.ts";
import { parseGitTagVersion, stableVersions, versionForImage } from "./git-tag-version.ts";
import { toImageTag } from "./image-tag.ts";
import { decorate, latestTag, type ImageTags, type TagContext } from "./image-tags.ts";

const byFlavor = { prefix: null, suffix: null };

/**
 * The scheme without rules: `main-sha1a2b3c4` and `latest` on the default branch, `feature-x-sha1a2b3c4` on another one,
 * `pr-123` alone for a pull request, `v1.2.3`, `1.2`, `1` for a release tag of this image, a prerelease alone.
 * `1.2`, `1` and `latest` stay where a higher version has put them.
 */
export function computeDefaultTags(context: TagContext): ImageTags {
  const { reference } = context;
  switch (reference.kind) {
    case "pull-request":
      return collect([`pr-${reference.pullRequest}`], context);
    case "branch":
      return branchTags(context);
    case "tag":
      return releaseTags(context);
    case "none":
      return { version: "", tagNames: [], moving: [], remarks: [whyNoReference(context)] };
  }
}

function whyNoReference({ reference }: TagContext): string {
  return reference.sha === ""
    ? "no commit is known, so there is no image tag: commit something, or name the event that the tags are for"
    : "the commit is of no branch, git tag or pull request that is known: no image tag";
}

function branchTags(context: TagContext): ImageTags {
  const { reference, defaultBranch, flavor, shaLength } = context;
  if (reference.sha === "")
    return { version: "", tagNames: [], moving: [], remarks: [`the commit of branch '${reference.branch}' is not known: no image tag`] };
  const tags = collect([`${reference.branch}-sha${shortSha(reference.sha, shaLength)}`], context);
  const isDefault = reference.branch === defaultBranch;
  if (flavor.latest === "true" || (flavor.latest === "auto" && isDefault)) tags.tagNames.push(toImageTag(latestTag(context)));
  return tags;
}

function releaseTags(context: TagContext): ImageTags {
  const { reference, shortName, flavor } = context;
  const version = versionForImage(reference.gitTag, shortName);
  if (version === null) {
    const other = parseGitTagVersion(reference.gitTag)?.packageName;
    const why = other === undefined || other === null ? "holds no semantic version" : `releases '${other}', not '${shortName}'`;
    return { version: "", tagNames: [], moving: [], remarks: [`the git tag '${reference.gitTag}' ${why}: no image tag`] };
  }
  if (version.prerelease.length > 0) return collect([`v${version.version}`], context);
  const existing = stableVersions(context.existingVersions).filter((other) => semver.gt(other, version));
  const sameMajor = existing.filter(({ major }) => major === version.major);
  const sameMinor = sameMajor.filter(({ minor }) => minor === version.minor);
  const tags = collect([`v${version.version}`], context);
  const releasedText = version.version;
  move(`${version.major}.${version.minor}`, `${version.major}.${version.minor}.x`, sameMinor);
  move(`${version.major}`, `${version.major}.x`, sameMajor);
  if (flavor.latest === "true") move(null, "*", existing);
  return tags;

  /** Moves a tag to this version, or says which version keeps it. null is `latest`. */
  function move(text: string | null, range: string, higher: readonly semver.SemVer[]): void {
    const name = toImageTag(text === null ? latestTag(context) : decorate(text, byFlavor, context));
    const [holder] = semver.rsort([...higher]);
    if (holder === undefined) {
      tags.tagNames.push(name);
      tags.moving.push({ name, version: releasedText, range });
    } else tags.remarks.push(`the tag '${name}' stays at ${holder.version}, which is higher`);
  }
}

function collect(texts: readonly string[], context: TagContext): ImageTags {
  const tagNames = texts.map((text) => toImageTag(decorate(text, byFlavor, context)));
  return { version: tagNames[0] ?? "", tagNames, moving: [], remarks: [] };
}
