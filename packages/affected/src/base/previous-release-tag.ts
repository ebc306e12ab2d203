import { createRequire } from "node:module";
import type { SemVer } from "semver";

const require = createRequire(import.meta.url);

/** Loaded for the runs that look at tags: it is four dozen files. */
function semver(): typeof import("semver") {
  return require("semver") as typeof import("semver");
}

/**
 * The release before the one that `gitTag` names, among `gitTags`: of the same package (`gateway@`, `v`, `dir/v`), the
 * highest version below it. A release looks back to a release, a prerelease to either. Null for the first one, and for a
 * tag that names no version.
 */
export function previousReleaseTag(gitTag: string, gitTags: readonly string[]): string | null {
  const { compare } = semver();
  const release = parseReleaseTag(gitTag);
  if (release === null) return null;
  let best: { gitTag: string; version: SemVer } | null = null;
  for (const candidate of gitTags) {
    const parsed = parseReleaseTag(candidate);
    if (parsed === null || parsed.prefix !== release.prefix) continue;
    if (release.version.prerelease.length === 0 && parsed.version.prerelease.length > 0) continue;
    if (compare(parsed.version, release.version) >= 0) continue;
    if (best === null || compare(parsed.version, best.version) > 0) best = { gitTag: candidate, version: parsed.version };
  }
  return best?.gitTag ?? null;
}

/**
 * The last release of a project among `gitTags`: the highest version of its own tags (`gateway@1.2.3`, `services/gateway/v1.2.3`),
 * else of those of the whole repository (`v1.2.3`). A prerelease counts only where there is no release. Null when there is none.
 */
export function lastReleaseTag({ name, root }: { name: string; root: string }, gitTags: readonly string[]): string | null {
  for (const prefixes of [[`${name}@`, `${root}/v`], ["v"]]) {
    const own = gitTags.flatMap((gitTag) => {
      const parsed = parseReleaseTag(gitTag);
      return parsed !== null && prefixes.includes(parsed.prefix) ? [{ gitTag, version: parsed.version }] : [];
    });
    const releases = own.filter(({ version }) => version.prerelease.length === 0);
    const [last] = (releases.length > 0 ? releases : own).sort((a, b) => semver().compare(b.version, a.version));
    if (last !== undefined) return last.gitTag;
  }
  return null;
}

/** Whether a version can be read from a git tag. */
export function isReleaseTag(gitTag: string): boolean {
  return parseReleaseTag(gitTag) !== null;
}

/** `@acme/gateway@1.2.3` is prefix `@acme/gateway@` and version 1.2.3; `v1.2.3` is prefix `v`. */
function parseReleaseTag(gitTag: string): { prefix: string; version: SemVer } | null {
  const match = /^(.*?)(\d+\.\d+\.\d+(?:[-+].*)?)$/.exec(gitTag);
  const version = semver().parse(match?.[2] ?? "");
  return version === null ? null : { prefix: match?.[1] ?? "", version };
}
