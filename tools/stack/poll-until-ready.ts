import { setTimeout as wait } from "node:timers/promises";
import { SluiceError } from "@sluice/core";

/** Asks `url` until it answers with any status below 500. Throws SLUICE_STACK_FAILED after `limit` milliseconds. */
export async function pollUntilReady(url: string, limit = 60_000): Promise<void> {
  const end = Date.now() + limit;
  let last = "no answer";
  while (Date.now() < end) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      await response.body?.cancel();
      if (response.status < 500) return;
      last = `status ${response.status}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await wait(20);
  }
  throw new SluiceError("SLUICE_STACK_FAILED", `${url} was not ready after ${limit / 1000} seconds: ${last}`);
}
