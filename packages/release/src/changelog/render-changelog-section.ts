import type { Bump } from "../model/release-plan.ts";
import { createReferencesFormatter, heading, link, segments, url, words } from "@conventional-changelog/template";
import { CommitParser } from "conventional-commits-parser";
import { writeChangelog, type ChangelogCommit } from "./write-changelog.ts";

/** One change as a changelog tells it. */
export interface ChangelogEntry {
  bump: Exclude<Bump, "none">;
  /** Markdown; the first line is the headline. Conventional (`feat(api): …`) or plain. */
  summary: string;
  /** The commit that brought it: 40 hex digits, or null. */
  commit: string | null;
  /** Who made it, or null. */
  author: { name: string; email: string } | null;
  /** Number of the pull request it came with, or null. */
  pullRequest: number | null;
}

/** A dependency whose new version is a reason for this release. */
export interface UpdatedDependency {
  name: string;
  version: string;
}

const groupTitles = { major: "Major Changes", minor: "Minor Changes", patch: "Patch Changes" } as const;
const groupOrder: readonly string[] = Object.values(groupTitles);
const parser = new CommitParser();

/**
 * Renders the section of one version with conventional-changelog, under the headings that changesets uses:
 * a reader of the file cannot tell which of the two commands wrote it. References (`#12`), users and commits become
 * links when the repository is known; updated dependencies take one quiet line at the end.
 *
 * @param repositoryUrl web address of the repository (`https://github.com/acme/shop`), or null for plain text
 */
export async function renderChangelogSection(options: {
  version: string;
  entries: readonly ChangelogEntry[];
  dependencies: readonly UpdatedDependency[];
  repositoryUrl: string | null;
}): Promise<string> {
  const { version, dependencies } = options;
  return write(options, (groups) => renderSection(version, groups, dependencies));
}

/** A change with the packages that it concerns. */
export interface RepositoryEntry extends ChangelogEntry {
  packages: readonly string[];
}

/**
 * Renders what one version run changes in the whole repository: every change once, with the packages it concerns, under the
 * day of the commit and the versions that the packages get.
 */
export async function renderRepositorySection(options: {
  day: string;
  packages: readonly { name: string; version: string }[];
  entries: readonly RepositoryEntry[];
  repositoryUrl: string | null;
}): Promise<string> {
  const { day, packages, entries, repositoryUrl } = options;
  const named = entries.map((entry) => ({ ...entry, summary: `**${entry.packages.toSorted().join(", ")}**: ${entry.summary.trim()}` }));
  const versions = packages.map(({ name, version }) => `${name} ${version}`).toSorted();
  return write({ version: day, entries: named, repositoryUrl }, (groups) => {
    const sections = groups.map((group) => segments(heading(3, group.title), group.items.join("\n")));
    return segments(heading(2, day), `${versions.join(", ")}.`, ...sections);
  });
}

/** One change as an item of a Markdown list: headline, pull request, commit, author; the rest of the summary below it. */
export async function renderChangelogLine(entry: ChangelogEntry, repositoryUrl: string | null): Promise<string> {
  return write({ version: "0.0.0", entries: [entry], repositoryUrl }, (groups) => groups.flatMap(({ items }) => items).join("\n"));
}

interface RenderedGroup {
  title: string;
  items: string[];
}

/** Lets conventional-changelog group the entries, and gives what `render` makes of the groups. */
async function write(
  options: { version: string; entries: readonly ChangelogEntry[]; repositoryUrl: string | null },
  render: (groups: RenderedGroup[]) => string,
): Promise<string> {
  const { version, entries, repositoryUrl } = options;
  const formatReferences = referencesFormatter(repositoryUrl);
  return writeChangelog({
    version,
    commits: withoutDuplicates(entries).map(toCommit),
    groupOrder,
    repositoryUrl,
    render: (groups, context) => {
      const format = (line: string): string => formatReferences(line, context);
      return render(
        groups.map(({ title, entries: told }) => ({ title, items: told.map((entry) => renderEntry(entry, repositoryUrl, format)) })),
      );
    },
  });
}

/** The one quiet line that names all updated dependencies; "" when there are none. */
export function renderDependencyLine(dependencies: readonly UpdatedDependency[]): string {
  if (dependencies.length === 0) return "";
  const sorted = dependencies.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return `- Updated dependencies: ${sorted.map(({ name, version }) => `${name} ${version}`).join(", ")}`;
}

function toCommit(entry: ChangelogEntry): ChangelogCommit<ChangelogEntry> {
  const [header = ""] = entry.summary.trim().split(/\r?\n/);
  return { group: groupTitles[entry.bump], commit: parser.parse(header === "" ? "No summary" : header), entry };
}

/** A change that is told twice in the same words, by a changeset and a commit or by two of them, is one line. */
function withoutDuplicates(entries: readonly ChangelogEntry[]): ChangelogEntry[] {
  const seen = new Map<string, ChangelogEntry>();
  for (const entry of entries) {
    const key = entry.summary.trim().replaceAll(/\s+/g, " ");
    const known = seen.get(key);
    if (known === undefined || groupOrder.indexOf(groupTitles[entry.bump]) < groupOrder.indexOf(groupTitles[known.bump])) {
      seen.set(key, { ...entry, commit: known?.commit ?? entry.commit });
    }
  }
  return [...seen.values()];
}

function renderEntry(entry: ChangelogEntry, repositoryUrl: string | null, format: (text: string) => string): string {
  const { commit: hash, pullRequest, author } = entry;
  const [firstLine = "", ...rest] = entry.summary.trim().split(/\r?\n/);
  const header = firstLine === "" ? "No summary." : firstLine;
  const body = rest.join("\n").trim();
  const headline = pullRequest === null ? header : header.replace(` (#${pullRequest})`, "");
  const references = [
    ...(pullRequest === null || headline.includes(`#${pullRequest}`) ? [] : [renderPullRequest(pullRequest, repositoryUrl)]),
    ...(hash === null ? [] : [renderHash(hash, repositoryUrl)]),
  ];
  const source = references.length === 0 ? "" : `(${references.join(", ")})`;
  const thanks = author === null ? "" : renderThanks(author, repositoryUrl);
  const lines = [words(format(headline), source) + thanks, ...(body === "" ? [] : ["", ...format(body).split("\n")])];
  return lines.map((line, index) => (index === 0 ? `- ${line}` : line === "" ? "" : `  ${line}`)).join("\n");
}

function renderHash(hash: string, repositoryUrl: string | null): string {
  const short = hash.slice(0, 7);
  return repositoryUrl === null ? short : link(short, url(repositoryUrl, "commit", hash));
}

function renderPullRequest(number: number, repositoryUrl: string | null): string {
  return repositoryUrl === null ? `#${number}` : link(`#${number}`, url(repositoryUrl, "pull", `${number}`));
}

/** GitHub's private addresses say the account; of others only the name is known. Robots need no thanks. */
function renderThanks({ name, email }: { name: string; email: string }, repositoryUrl: string | null): string {
  const account = /^(?:\d+\+)?([\w-]+)@users\.noreply\.github\.com$/i.exec(email)?.[1];
  if (name === "" || name.endsWith("[bot]") || email.includes("[bot]@")) return "";
  if (account === undefined || repositoryUrl === null) return `, thanks to ${account === undefined ? name : `@${account}`}`;
  return `, thanks to ${link(`@${account}`, url(new URL(repositoryUrl).origin, account))}`;
}

function renderSection(version: string, groups: RenderedGroup[], dependencies: readonly UpdatedDependency[]): string {
  const quiet = renderDependencyLine(dependencies);
  const shown = groups.filter((group) => group.items.length > 0);
  const patch = shown.find((group) => group.title === groupTitles.patch);
  if (quiet !== "" && patch !== undefined) patch.items.push(quiet);
  else if (quiet !== "") shown.push({ title: groupTitles.patch, items: [quiet] });
  if (shown.length === 0) return segments(heading(2, version), "No changes in this release.");
  return segments(heading(2, version), ...shown.map((group) => segments(heading(3, group.title), group.items.join("\n"))));
}

function referencesFormatter(repositoryUrl: string | null) {
  const host = repositoryUrl === null ? "" : new URL(repositoryUrl).origin;
  return createReferencesFormatter({
    issuePrefixes: ["#"],
    formatIssueUrl: (_context, reference) => (repositoryUrl === null ? "" : url(repositoryUrl, "issues", reference.issue)),
    formatUserUrl: (_context, user) => (repositoryUrl === null ? "" : url(host, user)),
  });
}
