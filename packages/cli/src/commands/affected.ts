import type { Answer } from "@sluice/affected";
import { SluiceError } from "@sluice/core/quick";
import { defineCommand, type CommandContext, type CommandDefinition, type CommandOptions } from "../command.ts";
import { printAnswer, printWarnings } from "../print-answer.ts";
import { rangeOptions } from "../range-options.ts";
import { lookAtRange, recallAffectedAnswer } from "../recall-affected-answer.ts";
import { renderWhy } from "../render/affected-why.ts";

const command: CommandDefinition = defineCommand({
  summary: "What a change affects, and why.",
  options: [
    ...rangeOptions,
    { flags: "--since-release", description: "compare each project with its own last release tag" },
    { flags: "--bases", description: "count images whose base has moved since they were built as affected too; asks the registries" },
    {
      flags: "--registry <prefix>",
      description: "with --bases: registry and path before an image's name; the configured one when left out",
    },
    {
      flags: "--build-context <name=value>",
      description: "with --bases: a named build context, as given to the build: docker-image://… in place of a FROM name",
      repeatable: true,
    },
    { flags: "--target <name>", description: "only projects that have this target", repeatable: true, completes: "target" },
    { flags: "--type <type>", description: "only projects of this type", choices: ["app", "lib", "all"], default: "all" },
    { flags: "--why <project>", description: "the shortest chain from the change to this project", completes: "project" },
    {
      flags: "--format <format>",
      description: "how to print it; github writes to $GITHUB_OUTPUT and $GITHUB_STEP_SUMMARY",
      choices: ["text", "names", "matrix", "github", "json"],
      default: "text",
    },
    { flags: "--max <jobs>", description: "with --format matrix or github: at most this many jobs, each with several projects if need be" },
  ],
  examples: [
    "sluice affected",
    "sluice affected --base origin/main --target test --format names",
    "sluice affected --format matrix --max 20",
    "sluice affected --why gateway",
  ],
  run: async ({ options, context }) => {
    checkSinceRelease(options);
    checkBases(options);
    const why = options.text("why");
    if (why === undefined) printAnswer(await answerWithBases(options, context), options, context);
    else await explain(why, options, context);
    return 0;
  },
});
export default command;

/** There is one base a project then, and none that could be given. */
function checkSinceRelease(options: CommandOptions): void {
  if (!options.flag("sinceRelease")) return;
  const others = ["base", "why"].filter((name) => options.text(name) !== undefined);
  if (options.list("files").length > 0) others.push("files");
  if (options.flag("stdin")) others.push("stdin");
  if (others.length === 0) return;
  throw new SluiceError("SLUICE_USAGE", `--since-release and --${others.join(", --")} exclude each other`, {
    hint: "Leave one of them out; --head may be given.",
  });
}

/** A chain leads through projects, and a base is none. */
function checkBases(options: CommandOptions): void {
  if (options.flag("bases") && options.text("why") !== undefined)
    throw new SluiceError("SLUICE_USAGE", "--bases and --why exclude each other", {
      hint: "`sluice images outdated` says which base has moved, and from where to where.",
    });
}

/** Where a base points now is asked each time: no answer remembers it. */
async function answerWithBases(options: CommandOptions, context: CommandContext): Promise<Answer> {
  const plain = await answer(options, context);
  if (!options.flag("bases")) return plain;
  const { withMovedBases } = await import("../with-moved-bases.ts");
  return withMovedBases(plain, options, context);
}

/** What reads a repository is loaded only where an answer is not remembered. */
async function answer(options: CommandOptions, context: CommandContext): Promise<Answer> {
  if (options.flag("sinceRelease")) {
    const { readSinceReleaseAnswer } = await import("../read-affected-project.ts");
    return readSinceReleaseAnswer(options, context);
  }
  const looking = lookAtRange(options, context);
  // While git walks through the working tree there is nothing else to do; an edit will be asked about more often than not.
  if (options.text("head") === undefined) await import("../read-affected-project.ts");
  const look = await looking;
  const remembered = look === null ? null : recallAffectedAnswer(look);
  if (remembered !== null) return remembered;
  const { readAffectedAnswer } = await import("../read-affected-project.ts");
  return readAffectedAnswer(options, context, look);
}

async function explain(project: string, options: CommandOptions, context: CommandContext): Promise<void> {
  const [{ computeWhy }, { readAffectedProject }] = await Promise.all([import("@sluice/affected"), import("../read-affected-project.ts")]);
  const { result, workspace, previousWorkspace } = await readAffectedProject(options, context);
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
