import { setTimeout } from "node:timers/promises";
import type { Docker, DockerOptions, DockerResult } from "./find-docker.ts";

/** Milliseconds to wait before the second and the third try. */
const WAITS = [500, 2000];

/**
 * Runs a docker command that may be run again without harm, up to three times while a registry answers 429 or 5xx or
 * breaks off, or an engine with too much to do loses the build. A registry that is not there at all is not waited for.
 * `waits`: milliseconds before each further try.
 */
export async function runPatiently(
  docker: Docker,
  args: readonly string[],
  options: DockerOptions = {},
  waits: readonly number[] = WAITS,
): Promise<DockerResult> {
  let result = await docker.run(args, options);
  for (const wait of waits) {
    if (result.exitCode === 0 || !isPassing(result.stderr)) return result;
    await setTimeout(wait);
    result = await docker.run(args, options);
  }
  return result;
}

/** Only the last line tells what ended the command: a build step's own output may speak of a 500 as well. */
function isPassing(stderr: string): boolean {
  const last = stderr.trimEnd().split("\n").at(-1) ?? "";
  return (
    /\b(429|5\d\d) [A-Z]|too ?many ?requests|connection reset|broken pipe|unexpected EOF|: EOF$|TLS handshake timeout|no such job|DeadlineExceeded/i.test(
      last,
    ) && !/process "/.test(last)
  );
}
