import { appendFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Warning } from "@sluice/core";

/** A file that a publish writes down each of its steps in, one JSON document on each line. */
export interface PublishJournal {
  /** Absolute path of the file. */
  path: string;
  /** Adds a line with the time and what happened. Never throws: a journal that cannot be written stops no publish. */
  record(entry: { kind: string; [key: string]: unknown }): void;
  /** Set once a line could not be written. */
  problem(): Warning | null;
}

/** Opens a journal that is added to; every line is in the file before the next step begins. */
export function openPublishJournal(path: string): PublishJournal {
  let problem: Warning | null = null;
  return {
    path,
    record: (entry) => {
      try {
        mkdirSync(dirname(path), { recursive: true });
        appendFileSync(path, `${JSON.stringify({ at: new Date().toISOString(), ...entry })}\n`);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        problem ??= { code: "SLUICE_JOURNAL_UNWRITABLE", message: `The journal ${path} cannot be written: ${reason}` };
      }
    },
    problem: () => problem,
  };
}
