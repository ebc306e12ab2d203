import type { QuickLook } from "@sluice/git/quick";
import type { CommandOptions } from "./command.ts";
import command from "./commands/affected.ts";
import { createContext } from "./create-context.ts";
import { reportError } from "./report-error.ts";

/** Runs `sluice affected` with what a quick `look` found that did not suffice for an answer, and gives the exit code. */
export async function runAffected(options: CommandOptions, look: QuickLook): Promise<number> {
  const context = createContext(options, look);
  try {
    return await command.run({ options, args: [], context });
  } catch (error) {
    return reportError(error, options.flag("json"));
  } finally {
    context.working(null);
  }
}
