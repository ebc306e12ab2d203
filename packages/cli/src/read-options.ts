import type { CommandOptions, OptionDefinition } from "./command.ts";

/**
 * Typed access to what commander parsed. Asking for an option that the command does not declare is a mistake in the
 * command and throws.
 *
 * @param values commander's values, by camel-cased name
 */
export function readOptions(definitions: readonly OptionDefinition[], values: Record<string, unknown>): CommandOptions {
  const declared = new Set(definitions.map(({ flags }) => optionName(flags)));
  const valueOf = (name: string): unknown => {
    if (!declared.has(name)) throw new Error(`The command reads the option "${name}" but does not declare it.`);
    return values[name];
  };
  return {
    text: (name) => {
      const value = valueOf(name);
      return typeof value === "string" ? value : undefined;
    },
    flag: (name) => valueOf(name) === true,
    choice: (name) => {
      const value = valueOf(name);
      return typeof value === "boolean" ? value : undefined;
    },
    list: (name) => {
      const value = valueOf(name);
      return Array.isArray(value) ? value.map(String) : [];
    },
  };
}

/** `-t, --build-arg <pair>` → `buildArg`; `--no-push` → `push`, as commander names it. */
function optionName(flags: string): string {
  const long = /--([a-z][a-z0-9-]*)/.exec(flags)?.[1] ?? "";
  return long.replace(/^no-/, "").replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
