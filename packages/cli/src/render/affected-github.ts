import type { AffectedResult } from "@sluice/affected";
import { affectedMatrix } from "./affected-matrix.ts";
import { describe, renderRange } from "./affected-text.ts";

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

/** A Markdown table for `$GITHUB_STEP_SUMMARY`. */
export function renderGitHubSummary(result: AffectedResult): string {
  const lines = ["### What this change affects", "", renderRange(result), ""];
  const images = new Set(result.images.map(({ project }) => project));
  if (result.projects.length === 0 && images.size === 0) lines.push("Nothing.");
  else lines.push("| project | image | why |", "| --- | --- | --- |");
  for (const { name, reasons } of result.projects) {
    const [first] = reasons;
    const { title, detail } = first === undefined ? { title: "", detail: "" } : describe(first);
    const more = reasons.length > 1 ? ` and ${reasons.length - 1} more` : "";
    lines.push(`| ${cell(name)} | ${images.has(name) ? "yes" : ""} | ${cell(`${title} ${detail}`.trim())}${more} |`);
  }
  for (const { code, message } of result.warnings) lines.push("", `> ${code}: ${message.replaceAll("\n", " ")}`);
  return `${lines.join("\n")}\n`;
}

function outputName(project: string): string {
  const name = project.replaceAll(/[^A-Za-z0-9_-]+/g, "-").replaceAll(/^-+|-+$/g, "");
  return /^[A-Za-z_]/.test(name) ? name : `_${name}`;
}

function cell(text: string): string {
  return text.replaceAll("\n", " ").replaceAll("|", String.raw`\|`);
}
