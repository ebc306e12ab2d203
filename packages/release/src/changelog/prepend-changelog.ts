import { findChangelogSection, versionOfHeading } from "./changelog-section.ts";

/**
 * Puts a section before the newest one, below whatever introduces the changelog. Line ends stay as they are.
 * A changelog that has a section for the version already is given back unchanged: writing twice is writing once.
 *
 * @param changelog the present content; "" makes a new changelog with the package's name as its title
 */
export function prependChangelog(options: { changelog: string; name: string; version: string; section: string }): string {
  const { changelog, name, version, section } = options;
  if (changelog.trim() === "") return `# ${name}\n\n${section.trim()}\n`;
  if (findChangelogSection(changelog, version) !== null) return changelog;
  const newline = changelog.includes("\r\n") ? "\r\n" : "\n";
  const added = section.trim().replaceAll(/\r?\n/g, newline);
  const lines = changelog.split(newline);
  const first = lines.findIndex((line) => versionOfHeading(line) !== null);
  const introduction = (first === -1 ? lines : lines.slice(0, first)).join(newline).trimEnd();
  const rest = first === -1 ? "" : newline + lines.slice(first).join(newline);
  return `${introduction}${introduction === "" ? "" : newline + newline}${added}${newline}${rest}`;
}
