import { basename } from "node:path";
import type { AffectedResult } from "../result.ts";
import type { Memory } from "./open-memory.ts";

/** What a change affects, with the names of all projects there are. */
export interface Answer {
  result: AffectedResult;
  projects: string[];
}

/** An answer as it is kept. */
export interface RememberedAnswer extends Answer {
  /** Paths of the changed files of which it is not certain that they are the same kind of file on both sides. */
  retyped: string[];
}

/** Two states, by what decides the answer about them. */
export interface AnswerKey {
  /** Commit id. */
  base: string;
  /** Commit id. */
  head: string;
  /** The head is a clean working tree of that commit. */
  isWorkingTree: boolean;
  /** Everything but the files that the answer depends on. */
  settings: string;
}

/** The kind of what is remembered of images that others made: an object, under no key. */
export const KNOWN_BASES = "known-bases";

/** The settings of an {@link AnswerKey}; the folder's name is the name of a project at the root, and what is known of bases decides on images. */
export function answerSettings(root: string, settings: string, memory: Memory | null): string {
  const bases = memory?.read<object>(KNOWN_BASES, []) ?? null;
  return JSON.stringify([basename(root), settings, ...(bases === null ? [] : [bases])]);
}

/** An answer of an earlier run. How the base was found is not part of it. */
export function recallAnswer(memory: Memory, key: AnswerKey, source: AffectedResult["base"]["source"]): RememberedAnswer | null {
  const answer = memory.read<RememberedAnswer>("answer", keyOf(key));
  if (answer === null) return null;
  const head = { revision: key.isWorkingTree ? null : key.head };
  return { ...answer, result: { ...answer.result, base: { revision: key.base, source }, head } };
}

/** Keeps an answer for later runs. */
export function rememberAnswer(memory: Memory, key: AnswerKey, answer: RememberedAnswer): void {
  memory.write("answer", keyOf(key), answer);
}

function keyOf({ base, head, isWorkingTree, settings }: AnswerKey): string[] {
  return [base, head, isWorkingTree ? "working tree" : "commit", settings];
}
