// Bundled into one file of its own, in CommonJS, since a remembered answer takes less time than loading modules one by one.
import { resolve } from "node:path";
import type { QuickLook } from "@sluice/git/quick";
import { affectedOptions } from "./affected-options.ts";
import type { CommandOptions } from "./command.ts";
import { createContext } from "./create-context.ts";
import { endWithReader } from "./end-with-reader.ts";
import { programIdentity } from "./open-project-memory.ts";
import { parseOptions } from "./parse-options.ts";
import { printAnswer } from "./print-answer.ts";
import { askAhead, lookAtRange, recallAffectedAnswer } from "./recall-affected-answer.ts";

/**
 * Answers `sluice affected --base …` from what is remembered, and gives the exit code. Where it cannot: what it saw of the repository, or
 * null, for who does it thoroughly. `prepare` is called when that is probable and git needs a while, to do meanwhile what that begins with.
 */
export async function answerQuickly([name, ...args]: string[], prepare: (look: QuickLook) => void): Promise<number | QuickLook | null> {
  if (name !== "affected") return null;
  try {
    const options = parseOptions(affectedOptions, args);
    if (options === null || isSpecial(options)) return null;
    const looking = lookAtRange(options, { cwd: resolve(options.text("cwd") ?? "."), env: process.env });
    // What does not wait for git comes while git runs.
    programIdentity();
    endWithReader();
    const look = await looking;
    if (look === null) return null;
    let isPrepared = false;
    const answer = await recallAffectedAnswer(look, () => {
      isPrepared = true;
      prepare(look);
    });
    if (answer === null) {
      if (!isPrepared) askAhead(look);
      return look;
    }
    printAnswer(answer, options, createContext(options, look));
    return 0;
  } catch {
    // Whoever does it thoroughly says what is wrong.
    return null;
  }
}

/** What is no question for a remembered answer. */
function isSpecial(options: CommandOptions): boolean {
  return options.text("base") === undefined || options.text("why") !== undefined || options.flag("sinceRelease") || options.flag("bases");
}
