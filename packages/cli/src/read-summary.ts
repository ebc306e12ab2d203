import summaries from "./command-summaries.json" with { type: "json" };
import type { LoadCommand } from "./command-table.ts";

/**
 * What a command says of itself, without loading it: help lists all of them, and loading them all takes longer than a person
 * wants to wait. A test writes the summaries down; a command that is not among them yet is loaded.
 */
export async function readSummary(words: readonly string[], load: LoadCommand): Promise<string> {
  const known = Object.entries(summaries).find(([name]) => name === words.join(" "));
  return known?.[1] ?? (await load()).default.summary;
}
