import type { Answer } from "@sluice/affected";
import { SluiceError } from "@sluice/core/quick";
import { defineCommand, type CommandContext, type CommandDefinition, type CommandOptions } from "../command.ts";
import { affectedOptions } from "../affected-options.ts";
import { printAnswer, printWarnings } from "../print-answer.ts";
import { readMaxJobs } from "../read-max-jobs.ts";
import { lookAtRange, recallAffectedAnswer } from "../recall-affected-answer.ts";
import { renderWhy } from "../render/affected-why.ts";

const command: CommandDefinition = defineCommand({
  summary: "What a change affects, and why.",
  options: affectedOptions,
  examples: [
    "sluice affected",
    "sluice affected --base origin/main --target test --format names",
    "sluice affected --format matrix --max 20",
    "sluice affected --why gateway",
  ],
  run: async ({ options, context }) => {
    checkSinceRelease(options);
    checkBases(options);
    readMaxJobs(options);
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
  const look = context.look ?? (await lookAtRange(options, context));
  const remembered = look === null || look === context.look ? null : await recallAffectedAnswer(look);
  if (remembered !== null) return remembered;
  const { readAffectedAnswer } = await import("../read-affected-project.ts");
  return readAffectedAnswer(options, context, look);
}

async function explain(project: string, options: CommandOptions, context: CommandContext): Promise<void> {
  const [{ computeWhy }, { readAffectedProject }] = await Promise.all([import("@sluice/affected"), import("../read-affected-project.ts")]);
  const { result, workspace, previousWorkspace } = await readAffectedProject(options, context);
  printWarnings(result, context);
  const found = computeWhy(result, {
    project,
    projects: workspace.projects.map(({ name }) => name),
    dependencies: [...workspace.dependencies, ...(previousWorkspace?.dependencies ?? [])],
  });
  const { withPlace } = await import("../with-place.ts");
  const chain = options.text("head") === undefined ? await withPlace(found, result, context) : found;
  if (context.json || options.text("format") === "json")
    context.printJson({ schemaVersion: 1, project, affected: chain.length > 0, chain });
  else context.print(renderWhy(project, chain));
}
