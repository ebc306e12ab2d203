import type { AffectedResult } from "@sluice/affected";
import type { ChangeRelease } from "@sluice/release";
import { renderGitHubSummary } from "./affected-github.ts";
import { code, folded, markdownTable } from "./markdown.ts";
import { renderCause } from "./release-plan.ts";

/** How many packages are shown without a click, and at all. */
const SHOWN = 20;
const ROWS = 200;

/** The comment under a pull request: what it affects and why, what it would release, and a hint when a changeset is missing. */
export function renderChangeComment(result: AffectedResult, release: ChangeRelease): string {
  return [renderGitHubSummary(result).trimEnd(), "", ...renderReleases(release), ...renderHint(release)].join("\n");
}

function renderReleases({ packages }: ChangeRelease): string[] {
  const lines = ["### What it would release", ""];
  if (packages.length === 0) return [...lines, "Nothing."];
  const rows = packages
    .slice(0, ROWS)
    .map(({ name, oldVersion, newVersion, bump, causes }) => [
      code(name),
      `${oldVersion} → ${newVersion}`,
      bump,
      code(causes.map(renderCause).join(", ")),
    ]);
  const table = markdownTable(["package", "version", "bump", "because of"], rows);
  const more = packages.length > ROWS ? ["", `and ${packages.length - ROWS} more`] : [];
  return [...lines, ...folded([...table, ...more], `${packages.length} packages`, packages.length > SHOWN)];
}

function renderHint({ missing }: ChangeRelease): string[] {
  if (missing.length === 0) return [];
  const names = missing.slice(0, SHOWN).map(code).join(", ");
  const more = missing.length > SHOWN ? ` and ${missing.length - SHOWN} more` : "";
  return [
    "",
    "> [!TIP]",
    `> No changeset speaks of ${names}${more}. If people who use it should read about this change, add one with \`npx changeset\`;`,
    "> if not, `npx changeset --empty` says so.",
  ];
}
