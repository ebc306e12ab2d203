import semver from "semver";

/**
 * The section of one version in a changelog: from its heading to the next heading of a version, without trailing blank
 * lines. Headings are `## 1.2.3`, `## [1.2.3]`, `## v1.2.3 (date)`, at any level. Null when the version has no section.
 */
export function findChangelogSection(changelog: string, version: string): string | null {
  const lines = changelog.split(/\r?\n/);
  const start = lines.findIndex((line) => versionOfHeading(line) === version);
  if (start === -1) return null;
  const length = lines.slice(start + 1).findIndex((line) => versionOfHeading(line) !== null);
  const section = length === -1 ? lines.slice(start) : lines.slice(start, start + 1 + length);
  return section.join("\n").trimEnd();
}

/** A section without its heading: what a GitHub release, whose title says the version already, shows. */
export function changelogSectionBody(section: string): string {
  return section.split("\n").slice(1).join("\n").trim();
}

/** The first version that a changelog has a section for, which is the newest; null when it has none. */
export function newestChangelogVersion(changelog: string): string | null {
  for (const line of changelog.split(/\r?\n/)) {
    const version = versionOfHeading(line);
    if (version !== null) return version;
  }
  return null;
}

/** The version in a heading of a changelog, or null when the line is no such heading. */
export function versionOfHeading(line: string): string | null {
  const match = /^#{1,6}\s+\[?v?(\d+\.\d+\.\d+[\w.+-]*)\]?/.exec(line);
  return match?.[1] === undefined ? null : semver.valid(match[1]);
}
