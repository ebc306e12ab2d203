import { setTimeout as pause } from "node:timers/promises";
import type { GitOutput } from "./git-run.ts";

/** Milliseconds to wait before a server is asked again. */
const WAITS = [500, 2_000];

/** What git, curl and ssh say of a server or a network that may be well again in a moment. */
const PASSING =
  /returned error: (?:429|5\d\d)|Could not resolve host|Connection (?:reset|refused|timed out|closed)|Operation (?:too slow|timed out)|Recv failure|Send failure|transfer closed|unexpected disconnect|hung up unexpectedly|early EOF|Empty reply from server|kex_exchange_identification/i;

/** A server that says no; git goes on to say that the connection is gone. */
const REFUSED = /returned error: 4(?!29)\d\d/;

/**
 * Runs git, and once more where a server could not be asked for a moment. What is asked again gives the same when the first was heard after
 * all: looks, fetches, and a push whose outcome does not hang on where the reference was (`--force-with-lease`).
 */
export async function askPatiently([verb = "", ...args]: readonly string[], run: () => Promise<GitOutput>): Promise<GitOutput> {
  const isRepeatable = verb === "ls-remote" || verb === "fetch" || (verb === "push" && !args.some((arg) => arg.startsWith("--force")));
  for (const wait of isRepeatable ? WAITS : []) {
    const output = await run();
    if (output.exitCode === 0 || REFUSED.test(output.stderr) || !PASSING.test(output.stderr)) return output;
    await pause(wait);
  }
  return run();
}
