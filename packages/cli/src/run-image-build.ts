import type { QuickLook } from "@sluice/git/quick";
import type { CommandOptions } from "./command.ts";
import definition from "./commands/images/build.ts";
import { runCommand } from "./run-command.ts";

/** Runs `sluice images build` with what a quick `look` found, and gives the exit code. */
export function runImageBuild(options: CommandOptions, look: QuickLook | null): Promise<number> {
  return runCommand({ definition, options, look });
}
