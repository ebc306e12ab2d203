import { appendFile } from "node:fs/promises";
import { type Affected, type AffectedResult, type Answer, computeWhy, filterAffected } from "@sluice/affected";
import { defineCommand, type CommandContext, type CommandDefinition, type CommandOptions } from "../command.ts";
import { rangeOptions, readAffectedAnswer, readAffectedProject } from "../read-affected-project.ts";
import { renderGitHubOutput, renderGitHubSummary } from "../render/affected-github.ts";
import { affectedMatrix } from "../render/affected-matrix.ts";
import { renderAffectedText } from "../render/affected-text.ts";
import { renderWhy } from "../render/affected-why.ts";

const command: CommandDefinition = defineCommand({
  summary: "What a change affects, and why.",
  options: [
    ...rangeOptions,
    { flags: "--target <name>", description: "only projects that have this target", repeatable: true },
    { flags: "--type <type>", description: "only projects of this type", choices: ["app", "lib", "all"], default: "all" },
    { flags: "--why <project>", description: "the shortest chain from the change to this project" },
    {
      flags: "--format <format>",
      description: "how to print it; github writes to $GITHUB_OUTPUT and $GITHUB_STEP_SUMMARY",
      choices: ["text", "names", "matrix", "github", "json"],
      default: "text",
    },
  ],
  examples: ["sluice affected", "sluice affected --base origin/main --target test --format names", "sluice affected --why gateway"],
  run: async ({ options, context }) => {
    const why = options.text("why");
    if (why === undefined) await printAnswer(await readAffectedAnswer(options, context), options, context);
    else printWhy(why, await readAffectedProject(options, context), options, context);
    return 0;
  },
});
export default command;

async function printAnswer({ result, projects }: Answer, options: CommandOptions, context: CommandContext): Promise<void> {
  printWarnings(result, context);
  const type = options.text("type");
  const filtered = filterAffected(result, { targets: options.list("target"), type: type === "app" || type === "lib" ? type : "all" });
  const format = context.json ? "json" : options.text("format");
  if (format === "json") context.printJson(filtered);
  else if (format === "matrix") context.print(JSON.stringify(affectedMatrix(filtered)));
  else if (format === "github") await writeGitHub(filtered, projects, context);
  else if (format === "names") printNames(filtered, context);
  else context.print(renderAffectedText(filtered));
}

function printWarnings({ warnings }: AffectedResult, context: CommandContext): void {
  for (const { code, message } of warnings) context.note(`warning ${code}: ${message}`);
}

function printNames({ projects }: AffectedResult, context: CommandContext): void {
  for (const { name } of projects) context.print(name);
}

function printWhy(
  project: string,
  { result, workspace, previousWorkspace }: Affected,
  options: CommandOptions,
  context: CommandContext,
): void {
  printWarnings(result, context);
  const chain = computeWhy(result, {
    project,
    projects: workspace.projects.map(({ name }) => name),
    dependencies: [...workspace.dependencies, ...(previousWorkspace?.dependencies ?? [])],
  });
  if (context.json || options.text("format") === "json")
    context.printJson({ schemaVersion: 1, project, affected: chain.length > 0, chain });
  else context.print(renderWhy(project, chain));
}

/** Outside of GitHub Actions there are no such files; then both are printed. */
async function writeGitHub(result: AffectedResult, projects: readonly string[], context: CommandContext): Promise<void> {
  await appendOrPrint(context.env["GITHUB_OUTPUT"], renderGitHubOutput(result, projects), context);
  await appendOrPrint(context.env["GITHUB_STEP_SUMMARY"], renderGitHubSummary(result), context);
}

async function appendOrPrint(path: string | undefined, text: string, context: CommandContext): Promise<void> {
  if (path === undefined || path === "") context.print(text.trimEnd());
  else await appendFile(path, text);
}
