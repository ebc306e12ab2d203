import { parseArgs } from "node:util";
import type { CommandOptions, OptionDefinition } from "./command.ts";
import { commonOptions } from "./common-options.ts";
import { readOptions } from "./read-options.ts";

/** Reads options that take one value or none, as declared for a command, with Node's own parser. Null for anything else on the line. */
export function parseOptions(options: readonly OptionDefinition[], args: string[]): CommandOptions | null {
  const definitions = [...options, ...commonOptions];
  const values = parseValues(definitions, args);
  return values === null ? null : readOptions(definitions, values);
}

function parseValues(definitions: readonly OptionDefinition[], args: string[]): Record<string, unknown> | null {
  const declared = definitions.flatMap((option) => {
    const plain = toPlain(option);
    return plain === null ? [] : [plain];
  });
  try {
    const { values } = parseArgs({ args, options: Object.fromEntries(declared.map(({ flag, config }) => [flag, config])) });
    for (const { flag, option } of declared) {
      const value = values[flag] ?? option.default;
      if (value !== undefined && option.choices !== undefined && !option.choices.includes(String(value))) return null;
      values[camelCase(flag)] = value;
    }
    return { ...impliedValues(definitions), ...values };
  } catch {
    return null;
  }
}

/** What `--no-push` would deny holds without it, unless it is an option itself, as `--sbom` is: then neither was said. */
function impliedValues(definitions: readonly OptionDefinition[]): Record<string, true> {
  const denied = definitions.flatMap(({ flags }) => /^--no-([a-z][a-z-]*)$/.exec(flags)?.[1] ?? []);
  const implied = denied.filter((flag) => !definitions.some(({ flags }) => flags === `--${flag}`));
  return Object.fromEntries(implied.map((flag) => [camelCase(flag), true]));
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
