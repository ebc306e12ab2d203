import type { Invocation } from "./command.ts";
import { commandTable, type LoadCommand } from "./command-table.ts";
import { parseOptions } from "./parse-options.ts";

/**
 * What a plain command line asks for: a command by its words and options that take one value or none, read with Node's own
 * parser. It is there because commander takes longer to load than an answer that is remembered. Null for everything else
 * (help, positional arguments, anything wrong), which commander then reads or refuses.
 */
export async function parsePlainly([name = "", ...argv]: readonly string[]): Promise<Invocation | null> {
  const entry = Object.hasOwn(commandTable, name) ? commandTable[name] : undefined;
  if (entry === undefined) return null;
  if (typeof entry === "function") return readPlainly(entry, argv);
  const [child = "", ...rest] = argv;
  const load = Object.hasOwn(entry.commands, child) ? entry.commands[child] : undefined;
  return load === undefined ? null : readPlainly(load, rest);
}

async function readPlainly(load: LoadCommand, argv: string[]): Promise<Invocation | null> {
  const { default: definition } = await load();
  if (definition.arguments?.includes("<") === true) return null;
  const options = parseOptions(definition.options, argv);
  return options === null ? null : { definition, input: { options, args: [] } };
}
