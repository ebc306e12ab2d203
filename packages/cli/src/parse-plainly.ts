import type { Invocation } from "./command.ts";
import { commandTable } from "./command-table.ts";
import { parseOptions } from "./parse-options.ts";

/**
 * What a plain command line asks for: a command by its name and options that take one value or none, read with Node's own
 * parser. It is there because commander takes longer to load than an answer that is remembered. Null for everything else
 * (help, a group of commands, positional arguments, anything wrong), which commander then reads or refuses.
 */
export async function parsePlainly([name = "", ...argv]: readonly string[]): Promise<Invocation | null> {
  const load = Object.hasOwn(commandTable, name) ? commandTable[name] : undefined;
  if (typeof load !== "function") return null;
  const { default: definition } = await load();
  const options = parseOptions(definition.options, argv);
  return options === null ? null : { definition, input: { options, args: [] } };
}
