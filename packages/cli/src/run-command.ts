import type { QuickLook } from "@sluice/git/quick";
import type { CommandDefinition, CommandOptions } from "./command.ts";
import { createContext } from "./create-context.ts";
import { reportError } from "./report-error.ts";

/** A command with the options that it was given, and what a quick `look` at the repository found that did not suffice for an answer. */
interface CommandCall {
  definition: CommandDefinition;
  options: CommandOptions;
  look?: QuickLook | null;
}

/** Runs a command without positional arguments, and gives the exit code. */
export async function runCommand({ definition, options, look = null }: CommandCall): Promise<number> {
  const context = createContext(options, look);
  try {
    return await definition.run({ options, args: [], context });
  } catch (error) {
    return reportError(error, options.flag("json"));
  } finally {
    context.working(null);
  }
}
