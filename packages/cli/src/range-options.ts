import type { OptionDefinition } from "./command.ts";

/** The options of a command that starts from what a change affects. */
export const rangeOptions: readonly OptionDefinition[] = [
  { flags: "--base <revision>", description: "compare with this revision; found from event and branch when left out" },
  { flags: "--head <revision>", description: "look at this revision; the working tree when left out" },
  { flags: "--files <paths...>", description: "changed files or folders, in place of what git says" },
  { flags: "--stdin", description: "read changed files from standard input, one a line or each ended by a zero byte" },
];
