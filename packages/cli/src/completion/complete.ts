import { resolve } from "node:path";
import { commandTable, type CommandGroup, type LoadCommand } from "../command-table.ts";
import { commonOptions } from "../common-options.ts";
import { readSummary } from "../read-summary.ts";
import { type Candidate, computeExpected } from "./compute-candidates.ts";

/**
 * What may stand for the last of `words`, the words after `sluice`: lines of `value<tab>description`, as the scripts of
 * `sluice completion` read them. Never throws: a shell that completes has nowhere to show an error.
 */
export async function complete(words: readonly string[], env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const current = words.at(-1) ?? "";
  const candidates = await findCandidates(words, env).catch((): Candidate[] => []);
  // A name is put into the command line as it is, so one that means something to a shell is left out.
  const fitting = candidates.filter(({ value }) => value.startsWith(current) && /^[\w@./:=+-]+$/.test(value));
  return fitting.map(({ value, description }) => `${value}\t${description}\n`).join("");
}

async function findCandidates(words: readonly string[], env: Readonly<Record<string, string | undefined>>): Promise<Candidate[]> {
  const [name = "", ...rest] = words;
  if (rest.length === 0) return describeAll([], commandTable);
  const entry = Object.hasOwn(commandTable, name) ? commandTable[name] : undefined;
  if (entry === undefined) return [];
  if (typeof entry === "function") return candidatesOf(entry, rest, env);
  const [child = "", ...after] = rest;
  const load = Object.hasOwn(entry.commands, child) ? entry.commands[child] : undefined;
  if (after.length === 0) return describeAll([name], entry.commands);
  return load === undefined ? [] : candidatesOf(load, after, env);
}

function describeAll(words: readonly string[], entries: Record<string, LoadCommand | CommandGroup>): Promise<Candidate[]> {
  return Promise.all(
    Object.entries(entries).map(async ([value, entry]) => ({
      value,
      description: typeof entry === "function" ? await readSummary([...words, value], entry) : entry.summary,
    })),
  );
}

async function candidatesOf(load: LoadCommand, words: readonly string[], env: Readonly<Record<string, string | undefined>>) {
  const { default: definition } = await load();
  const options = [...definition.options, ...commonOptions];
  const expected = computeExpected({ options, argument: definition.completes, words });
  if (expected.kind === "words") return expected.candidates;
  const { readNames } = await import("./read-names.ts");
  const folder = words[words.indexOf("--cwd") + 1];
  const names = await readNames(expected.names, { cwd: resolve(words.includes("--cwd") ? (folder ?? ".") : "."), env });
  return names.map(({ value, description }) => ({ value: expected.prefix + value, description }));
}
