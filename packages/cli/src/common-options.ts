import type { OptionDefinition } from "./command.ts";

/** The options that every command has. */
export const commonOptions: readonly OptionDefinition[] = [
  { flags: "--cwd <folder>", description: "work in this folder" },
  { flags: "--json", description: "print one JSON document" },
  { flags: "--verbose", description: "say more on stderr" },
];
