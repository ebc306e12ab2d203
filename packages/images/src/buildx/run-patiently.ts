import { setTimeout } from "node:timers/promises";
import type { Docker, DockerOptions, DockerResult } from "./find-docker.ts";

/** Milliseconds to wait before the second and the third try. */
const WAITS = [500, 2000];

/** How {@link runPatiently} waits. */
export interface Patience {
  /** Milliseconds before each further try. */
  waits?: readonly number[];
  /** Waits for a registry that has answered 429 or 503, before the next try. Gets the command's last line. */
  awaitRegistry?: (refusal: string) => Promise<void>;
}

/**
 * Runs a docker command that may be run again without harm, up to three times while a registry answers 429 or 5xx or
 * breaks off, or an engine with too much to do loses the build. A registry that is not there at all is not waited for.
 * Throws what `awaitRegistry` throws.
 */
export async function runPatiently(
  docker: Docker,
  args: readonly string[],
  options: DockerOptions = {},
  { waits = WAITS, awaitRegistry }: Patience = {},
): Promise<DockerResult> {
  let result = await docker.run(args, options);
  for (const wait of waits) {
    const refusal = lastLine(result.stderr);
    if (result.exitCode === 0 || !isPassing(refusal)) return result;
    await setTimeout(wait);
    if (isBusy(refusal)) await awaitRegistry?.(refusal);
    result = await docker.run(args, options);
  }
  return result;
}

function lastLine(stderr: string): string {
  return stderr.trimEnd().split("\n").at(-1) ?? "";
}

/** Only the last line tells what ended the command: a build step's own output may speak of a 500 as well. */
function isPassing(last: string): boolean {
  return (
    /\b(429|5\d\d) [A-Z]|too ?many ?requests|connection reset|broken pipe|unexpected EOF|: EOF$|TLS handshake timeout|no such job|DeadlineExceeded/i.test(
      last,
    ) && !/process "/.test(last)
  );
}

function isBusy(last: string): boolean {
  return /\b(429|503) [A-Z]|too ?many ?requests/i.test(last);
}
