import type { Warning } from "@sluice/core/quick";

import type { QuickLook } from "@sluice/git/quick";

/** What a command may touch of the outside. Made once in `main`, so that commands and their tests need no global. */
export interface CommandContext {
  /** Absolute path of the folder to work in: `--cwd`, else the process's own. */
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  /** What a quick look found before the command was loaded; null without one. */
  look: QuickLook | null;
  /** `--json` was given: print one JSON document with {@link CommandContext.printJson} and nothing else to stdout. */
  json: boolean;
  /** `--verbose` was given. */
  verbose: boolean;
  /** Colours may be used on stdout: a terminal, or FORCE_COLOR, and NO_COLOR is not set. */
  color: boolean;
  /** Progress may be shown on stderr: a terminal, and neither CI nor `--json` is set. */
  progress: boolean;
  /** A person can be asked: a terminal on both sides, and CI is not set. */
  interactive: boolean;
  /** Columns of the terminal that stdout is; null for a file or a pipe, which have room for any line. */
  width: number | null;
  /** Says what is being done, for a terminal that has been silent for a second; null when another program writes to it. */
  working(text: string | null): void;
  /** Prints a result to stdout and ends the line. */
  print(text: string): void;
  /** Prints one JSON document to stdout. */
  printJson(document: object): void;
  /** Talks to the person: a line on stderr. */
  note(text: string): void;
  /** Says a warning on stderr; in GitHub Actions as an annotation, at file and line where it names them. */
  warn(warning: Warning): void;
  /** In GitHub Actions an annotation for an error that the result tells already; elsewhere nothing. */
  annotateError(problem: Warning): void;
  /** Adds Markdown to the job's summary; null outside of GitHub Actions, so that nothing is read for it there. */
  summarize: ((markdown: string) => void) | null;
  /** All of standard input as text; "" when it is a terminal. */
  readStdin(): Promise<string>;
}

/** One option, in commander's flag syntax: `--base <revision>`, `--dry-run`. */
export interface OptionDefinition {
  flags: string;
  description: string;
  /** May be given several times; the value is then an array, empty when the option is not given. */
  repeatable?: boolean;
  choices?: readonly string[];
  default?: string | boolean;
  /** What its value names, for completion in the shell. */
  completes?: NameKind;
}

/** Names that a repository has. */
export type NameKind = "project" | "image" | "target" | "package" | "git-tag";

/** What a command's `run` gets: options by camel-cased name, positional arguments in order. */
interface CommandInput {
  options: CommandOptions;
  args: string[];
  context: CommandContext;
}

/** What a command line asks for: the command and its input, without the context. */
export interface Invocation {
  definition: CommandDefinition;
  input: Omit<CommandInput, "context">;
}

/** Typed access to parsed options, so that a command never casts. A name that was not declared throws. */
export interface CommandOptions {
  text(name: string): string | undefined;
  flag(name: string): boolean;
  /** Of a flag that has a `--no-` form too: what was given, undefined when nothing was. */
  choice(name: string): boolean | undefined;
  list(name: string): string[];
}

/** A command: what it says of itself and what it does. `run` returns the exit code: 0, 1 or 2 (see docs). */
export interface CommandDefinition {
  summary: string;
  /** Positional arguments in commander's syntax: `<image> [imageTags...]`. */
  arguments?: string;
  options: readonly OptionDefinition[];
  examples: readonly string[];
  /** What the arguments are, for completion in the shell. */
  completes?: NameKind | readonly string[];
  run(input: CommandInput): Promise<number>;
}

/** Gives the definition its type; the default export of every file in `commands/`. */
export function defineCommand(definition: CommandDefinition): CommandDefinition {
  return definition;
}
