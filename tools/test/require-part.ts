import type { TestContext } from "vitest";

/**
 * Ends the test as skipped, with the reason, when a part that it needs is not on this machine. With
 * `SLUICE_REQUIRE_STACK=1`, as in `.ci/run`, a missing part is a failure instead: a green run there has run everything.
 *
 * @param missing why the part is not there, or null when it is
 */
export function requirePart(context: TestContext, missing: string | null): void {
  if (missing === null) return;
  if (process.env["SLUICE_REQUIRE_STACK"] === "1") throw new Error(`SLUICE_REQUIRE_STACK is set and a part is missing: ${missing}`);
  context.skip(missing);
}
