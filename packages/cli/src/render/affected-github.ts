import type { AffectedResult, Reason } from "@sluice/affected";
import { affectedMatrix } from "./affected-matrix.ts";
import { describe, renderRange } from "./affected-text.ts";
import { code, folded, markdownTable } from "./markdown.ts";

/** Names that the lists have, so that no project's flag may have them. */
const LISTS = new Set(["affected", "projects", "images", "matrix"]);

/**
 * Lines for `$GITHUB_OUTPUT`: a flag `name=true|false` for each of `projects`, `affected` for any of them, and the lists
 * `projects`, `images` and `matrix` (of at most `max` jobs) as JSON. A character that an output's name cannot have is a `-`: `@acme/api` is `acme-api`.
 */
export function renderGitHubOutput(
  result: AffectedResult,
  { projects, max = null }: { projects: readonly string[]; max?: number | null },
): string {
  const affected = result.projects.map(({ name }) => name);
  const flags = new Map<string, boolean>();
  for (const project of projects) {
    const name = outputName(project);
    if (!LISTS.has(name)) flags.set(name, (flags.get(name) ?? false) || affected.includes(project));
  }
  const lines = [...flags].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}=${value}`);
  lines.push(`affected=${affected.length > 0}`);
  lines.push(`projects=${JSON.stringify(affected)}`);
  lines.push(`images=${JSON.stringify(result.images.map(({ project }) => project))}`);
  lines.push(`matrix=${JSON.stringify(affectedMatrix(result, max))}`);
  return `${lines.join("\n")}\n`;
}

/** GitHub takes 1 MiB for the summary of a step, and 65,536 characters for a comment. */
const ROWS = 200;

/** How many projects are shown without a click. */
const SHOWN = 20;

/** Markdown for `$GITHUB_STEP_SUMMARY` and for the comment under a pull request. */
export function renderGitHubSummary(result: AffectedResult): string {
  const { projects, images, warnings } = result;
  const lines = ["### What this change affects", "", renderRange(result), ""];
  const withImage = new Set(images.map(({ project }) => project));
  const named = new Set(projects.map(({ name }) => name));
  const onlyImages = images.filter(({ project }) => !named.has(project));
  const rows = [
    ...projects.map(({ name, reasons }) => [code(name), withImage.has(name) ? "yes" : "", renderWhy(reasons)]),
    ...onlyImages.map(({ project, reasons }) => [code(project), "yes", renderWhy(reasons)]),
  ];
  if (rows.length === 0) lines.push("Nothing.");
  else {
    const table = markdownTable(["project", "image", "why"], rows.slice(0, ROWS));
    const more = rows.length > ROWS ? ["", `and ${rows.length - ROWS} more`] : [];
    lines.push(...folded([...table, ...more], `${rows.length} projects`, rows.length > SHOWN));
  }
  for (const warning of warnings) lines.push("", `> ${warning.code}: ${code(warning.message)}`);
  return `${lines.join("\n")}\n`;
}

function renderWhy([first, ...others]: readonly Reason[]): string {
  if (first === undefined) return "";
  const { title, detail } = describe(first);
  return [title, code(detail), others.length === 0 ? "" : `and ${others.length} more`].filter((part) => part !== "").join(" ");
}

function outputName(project: string): string {
  const name = project.replaceAll(/[^A-Za-z0-9_-]+/g, "-").replaceAll(/^-+|-+$/g, "");
  return /^[A-Za-z_]/.test(name) ? name : `_${name}`;
}
