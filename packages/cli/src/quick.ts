// Bundled into one file of its own, in CommonJS, since a remembered answer takes less time than loading modules one by one. What it imports
// dynamically lies in files beside it.
import { resolve } from "node:path";
import type { QuickLook } from "@sluice/git/quick";
import { affectedOptions } from "./affected-options.ts";
import type { CommandOptions } from "./command.ts";
import { createContext } from "./create-context.ts";
import { endWithReader } from "./end-with-reader.ts";
import { isBundleOf, programIdentity } from "./open-project-memory.ts";
import { parseOptions } from "./parse-options.ts";
import { printAnswer } from "./print-answer.ts";
import { readMaxJobs } from "./read-max-jobs.ts";
import { askAhead, lookAtRange, recallAffectedAnswer } from "./recall-affected-answer.ts";

/** Versions and sizes of the packages that are in the bundle, as {@link isBundleOf} takes them; put here by the build. */
declare const BUNDLED_PACKAGES: string;

/**
 * Answers `sluice affected --base …` and gives the exit code. Where it cannot: what it saw of the repository, or null, for who does it
 * thoroughly.
 */
export async function answerQuickly([name, ...args]: string[]): Promise<number | QuickLook | null> {
  if (name !== "affected") return null;
  try {
    const options = parseOptions(affectedOptions, args);
    if (options === null || isSpecial(options)) return null;
    readMaxJobs(options);
    const looking = lookAtRange(options, { cwd: resolve(options.text("cwd") ?? "."), env: process.env });
    // What does not wait for git comes while git runs.
    programIdentity();
    endWithReader();
    const look = await looking;
    return look === null ? null : await answerTo(look, options);
  } catch {
    // Whoever does it thoroughly says what is wrong.
    return null;
  }
}

/** What is no question for a remembered answer. */
function isSpecial(options: CommandOptions): boolean {
  return options.text("base") === undefined || options.text("why") !== undefined || options.flag("sinceRelease") || options.flag("bases");
}

async function answerTo(look: QuickLook, options: CommandOptions): Promise<number | QuickLook> {
  let isPrepared = false;
  const prepare = () => {
    isPrepared = true;
    askAhead(look);
    if (isBundleOf(BUNDLED_PACKAGES)) void import("./read-affected-project.ts").then(({ prepareAnswer }) => prepareAnswer(look));
  };
  const answer = await recallAffectedAnswer(look, prepare);
  if (answer !== null) {
    printAnswer(answer, options, createContext(options, look));
    return 0;
  }
  if (!isPrepared) askAhead(look);
  if (!isBundleOf(BUNDLED_PACKAGES)) return look;
  const { runAffected } = await import("./run-affected.ts");
  return runAffected(options, look);
}
