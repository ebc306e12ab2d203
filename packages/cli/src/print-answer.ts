import type { Answer, AffectedResult } from "@sluice/affected";
import { filterAffected } from "@sluice/affected/quick";
import { appendLines } from "./append-lines.ts";
import type { CommandContext, CommandOptions } from "./command.ts";
import { renderGitHubOutput, renderGitHubSummary } from "./render/affected-github.ts";
import { readMaxJobs } from "./read-max-jobs.ts";
import { mistypedTargets } from "./mistyped-targets.ts";
import { affectedMatrix } from "./render/affected-matrix.ts";
import { renderAffectedText } from "./render/affected-text.ts";

/** Prints what a change affects, in the format that the options of `sluice affected` ask for. */
export function printAnswer({ result, projects }: Answer, options: CommandOptions, context: CommandContext): void {
  printWarnings(result, context);
  const type = options.text("type");
  // As `sluice run -t` and Nx take them, too.
  const targets = options.list("target").flatMap((names) => names.split(","));
  for (const warning of mistypedTargets(result, targets)) context.warn(warning);
  const filtered = filterAffected(result, { targets, type: type === "app" || type === "lib" ? type : "all" });
  const format = context.json ? "json" : options.text("format");
  const max = readMaxJobs(options);
  if (format === "json") context.printJson(filtered);
  else if (format === "matrix") context.print(JSON.stringify(affectedMatrix(filtered, max)));
  else if (format === "github") writeGitHub(filtered, { projects, max }, context);
  else if (format === "names") printNames(filtered, context);
  else context.print(renderAffectedText(filtered, context));
}

/** Talks about what a person should know although the answer stands. */
export function printWarnings({ warnings }: AffectedResult, context: CommandContext): void {
  for (const warning of warnings) context.warn(warning);
}

function printNames({ projects }: AffectedResult, context: CommandContext): void {
  // At once: a stream takes a while for each of many lines.
  if (projects.length > 0) context.print(projects.map(({ name }) => name).join("\n"));
}

/** Outside of GitHub Actions there are no such files; then both are printed. */
function writeGitHub(result: AffectedResult, settings: { projects: readonly string[]; max: number | null }, context: CommandContext): void {
  const output = renderGitHubOutput(result, settings);
  const path = context.env["GITHUB_OUTPUT"] ?? "";
  if (path === "") context.print(output.trimEnd());
  else appendLines(path, output);
  const summary = renderGitHubSummary(result);
  if (context.summarize === null) context.print(summary.trimEnd());
  else context.summarize(summary);
}
