import type { CommandDefinition, NameKind, OptionDefinition } from "../command.ts";

/** A word that may stand where the cursor is, and what it means. */
export interface Candidate {
  value: string;
  description: string;
}

/** What stands before the cursor, in terms of one command. */
export interface CommandLine {
  options: readonly OptionDefinition[];
  /** What the command's arguments are; undefined for files or nothing. */
  argument: CommandDefinition["completes"];
  /** The words after the command's name, the last one being completed; it may be "". */
  words: readonly string[];
}

/** What may stand at the cursor: words that are known, or names of a kind that a repository has. */
export type Expected = { kind: "words"; candidates: Candidate[] } | { kind: "names"; names: NameKind; prefix: string };

/** What is expected at the end of a command line. */
export function computeExpected({ options, argument, words }: CommandLine): Expected {
  const current = words.at(-1) ?? "";
  const [, flag, value] = /^(--[a-z-]+)=(.*)$/.exec(current) ?? [];
  if (flag !== undefined && value !== undefined) return valuesOf(optionOf(options, flag), `${flag}=`);
  if (current.startsWith("-")) return { kind: "words", candidates: options.flatMap(flagsOf) };
  const open = openOption(options, words.slice(0, -1));
  if (open !== null) return valuesOf(open, "");
  if (typeof argument === "string") return { kind: "names", names: argument, prefix: "" };
  return { kind: "words", candidates: (argument ?? []).map((word) => ({ value: word, description: "" })) };
}

/** The option whose value is at the cursor: the word before, or further back one that takes several. */
function openOption(options: readonly OptionDefinition[], before: readonly string[]): OptionDefinition | null {
  const at = before.findLastIndex((word) => word.startsWith("-"));
  const option = at < 0 ? null : optionOf(options, before[at] ?? "");
  if (option === null || !option.flags.includes("<")) return null;
  return at === before.length - 1 || option.flags.includes("...") ? option : null;
}

function valuesOf(option: OptionDefinition | null, prefix: string): Expected {
  if (option?.completes !== undefined) return { kind: "names", names: option.completes, prefix };
  return { kind: "words", candidates: (option?.choices ?? []).map((choice) => ({ value: prefix + choice, description: "" })) };
}

function optionOf(options: readonly OptionDefinition[], flag: string): OptionDefinition | null {
  return options.find((option) => names(option).includes(flag)) ?? null;
}

function flagsOf(option: OptionDefinition): Candidate[] {
  return names(option)
    .filter((name) => name.startsWith("--"))
    .map((value) => ({ value, description: option.description }));
}

/** `-t, --targets <names...>` → `-t`, `--targets`. */
function names({ flags }: OptionDefinition): string[] {
  return flags.split(/[ ,]+/).filter((word) => word.startsWith("-"));
}
