import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Answer } from "@sluice/affected";
import { answerSettings, recallAnswer } from "@sluice/affected/quick";
import { configurationFiles } from "@sluice/core/quick";
import { lookQuickly } from "@sluice/git/quick";
import type { CommandContext, CommandOptions } from "./command.ts";
import { openProjectMemory } from "./open-project-memory.ts";

/**
 * The answer of an earlier run to the same question: a base that is given, and a commit or a clean working tree, without
 * a configuration. Null when it is not remembered, or when finding that out takes more than a look.
 */
export async function recallAffectedAnswer(options: CommandOptions, { cwd, env }: CommandContext): Promise<Answer | null> {
  const base = options.text("base");
  const head = options.text("head") ?? null;
  if (base === undefined || options.list("files").length > 0 || options.flag("stdin")) return null;
  const look = await lookQuickly(cwd, env, { base, head });
  if (look === null || configurationFiles.some((name) => existsSync(join(look.root, name)))) return null;
  const key = { base: look.base, head: look.head, isWorkingTree: head === null, settings: answerSettings(look.root, "") };
  return recallAnswer(openProjectMemory(look.gitFolder), key, "argument");
}
