import type { QuickLook } from "@sluice/git/quick";
import type { CommandOptions } from "./command.ts";
import definition from "./commands/affected.ts";
import { runCommand } from "./run-command.ts";

/** Runs `sluice affected` with what a quick `look` found that did not suffice for an answer, and gives the exit code. */
export function runAffected(options: CommandOptions, look: QuickLook): Promise<number> {
  return runCommand({ definition, options, look });
}
