import { hintNames } from "@sluice/core";
import { Command, InvalidArgumentError, Option } from "commander";
import type { Invocation, OptionDefinition } from "./command.ts";
import { commonOptions } from "./common-options.ts";
import { commandTable, type CommandGroup, type LoadCommand } from "./command-table.ts";
import { readOptions } from "./read-options.ts";
import { readSummary } from "./read-summary.ts";

/**
 * Builds the parser for one command line. Only the command it names is loaded; for help and for a name that is not
 * there the others have their name and summary, so that help can list them and commander can suggest the nearest.
 *
 * @param onInvocation called by commander once the arguments are parsed
 */
export async function buildProgram(argv: string[], version: string, onInvocation: (invocation: Invocation) => void): Promise<Command> {
  const program = new Command("sluice")
    .description("Release and change-detection toolchain for monorepos of services in several languages.")
    .version(version, "-V, --version")
    .addHelpText("after", "\nRun `sluice <command> --help` for a command's options and an example.");
  const words = argv.filter((argument) => !argument.startsWith("-"));
  // `sluice help images` is `sluice images --help`.
  const [first = "", second = ""] = words[0] === "help" ? words.slice(1, 2) : words;

  for (const [name, entry] of only(Object.entries(commandTable), first)) {
    if (typeof entry !== "function") program.addCommand(await group(name, entry, name === first ? second : "", onInvocation));
    else if (name === first) program.addCommand(await leaf(name, entry, onInvocation));
    else program.addCommand(new Command(name).description(await readSummary([name], entry)));
  }
  return program;
}

/** The one entry that is named, else all of them. */
function only<Entry>(entries: [string, Entry][], name: string): [string, Entry][] {
  const named = entries.filter(([key]) => key === name);
  return named.length > 0 ? named : entries;
}

async function group(
  name: string,
  { summary, commands }: CommandGroup,
  wanted: string,
  onInvocation: (invocation: Invocation) => void,
): Promise<Command> {
  const command = new Command(name).description(summary);
  for (const [child, load] of only(Object.entries(commands), wanted)) {
    if (child === wanted) command.addCommand(await leaf(child, load, onInvocation));
    else command.addCommand(new Command(child).description(await readSummary([name, child], load)));
  }
  return command;
}

async function leaf(name: string, load: LoadCommand, onInvocation: (invocation: Invocation) => void): Promise<Command> {
  const { default: definition } = await load();
  const command = new Command(name).description(definition.summary);
  if (definition.arguments !== undefined) command.arguments(definition.arguments);
  for (const option of definition.options) command.addOption(toOption(option));
  for (const option of commonOptions) command.addOption(toOption(option));
  command.addHelpText("after", `\nExamples:\n${definition.examples.map((example) => `  $ ${example}`).join("\n")}`);
  command.action(() => {
    const values = command.opts();
    onInvocation({ definition, input: { options: readOptions([...definition.options, ...commonOptions], values), args: command.args } });
  });
  return command;
}

function toOption({ flags, description, repeatable, choices, default: fallback }: OptionDefinition): Option {
  const option = new Option(flags, repeatable ? `${description} (repeatable)` : description);
  if (choices) option.choices([...choices]).argParser((value: string) => oneOf(choices, value));
  // One value per flag: `--image a b` must not swallow what follows, unless the flag itself says `<names...>`.
  if (repeatable && !option.variadic) option.argParser((value: string, previous: string[] | undefined) => [...(previous ?? []), value]);
  if (fallback !== undefined) option.default(fallback);
  return option;
}

/** commander lists the choices; a slip of the keys gets the nearest. */
function oneOf(choices: readonly string[], value: string): string {
  if (choices.includes(value)) return value;
  throw new InvalidArgumentError(hintNames(value, choices, ""));
}
