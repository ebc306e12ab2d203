import { parseArgs } from "node:util";
import type { CommandDefinition, Invocation, OptionDefinition } from "./command.ts";
import { commandTable } from "./command-table.ts";
import { commonOptions } from "./common-options.ts";
import { readOptions } from "./read-options.ts";

/**
 * What a plain command line asks for: a command by its name and options that take one value or none, read with Node's own
 * parser. It is there because commander takes longer to load than an answer that is remembered. Null for everything else
 * (help, a group of commands, positional arguments, anything wrong), which commander then reads or refuses.
 */
export async function parsePlainly([name = "", ...argv]: readonly string[]): Promise<Invocation | null> {
  const load = Object.hasOwn(commandTable, name) ? commandTable[name] : undefined;
  if (typeof load !== "function") return null;
  const { default: definition } = await load();
  const values = parseOptions(definition, argv);
  return values === null
    ? null
    : { definition, input: { options: readOptions([...definition.options, ...commonOptions], values), args: [] } };
}

function parseOptions(definition: CommandDefinition, args: string[]): Record<string, unknown> | null {
  const declared = [...definition.options, ...commonOptions].flatMap((option) => {
    const plain = toPlain(option);
    return plain === null ? [] : [plain];
  });
  try {
    const { values } = parseArgs({ args, options: Object.fromEntries(declared.map(({ flag, config }) => [flag, config])) });
    for (const { flag, option } of declared) {
      const value = values[flag] ?? option.default;
      if (option.choices !== undefined && !option.choices.includes(String(value))) return null;
      values[camelCase(flag)] = value;
    }
    return values;
  } catch {
    return null;
  }
}

/** `--base <revision>` and `--json`; not `-t`, `--files <paths...>`, `--color [when]` or `--no-push`. */
function toPlain(option: OptionDefinition) {
  const [, flag, value] = /^--(?!no-)([a-z][a-z-]*)( <[^.>]+>)?$/.exec(option.flags) ?? [];
  if (flag === undefined) return null;
  const config = { type: value === undefined ? ("boolean" as const) : ("string" as const), multiple: option.repeatable ?? false };
  return { flag, option, config };
}

function camelCase(flag: string): string {
  return flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
