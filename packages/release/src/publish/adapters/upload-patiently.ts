import { setTimeout as pause } from "node:timers/promises";
import { isSluiceError } from "@sluice/core";

/** Milliseconds to wait before an index is tried again. */
const WAITS = [1_000, 4_000];

/** What uv and cargo say of an index, or a network, that may be well again in a moment. */
const PASSING =
  /\b(?:429|5\d\d) [A-Z]|(?:status(?: code)?|got|HTTP) (?:429|5\d\d)\b|connection (?:reset|refused|closed)|timed? ?out|broken pipe|incomplete message|error sending request|empty reply/i;

/** Uploads, and again what is still missing where the index may only have been busy; uv and cargo give up at the first answer. */
export async function uploadPatiently({
  upload,
  isThere,
  waits = WAITS,
}: {
  upload: () => Promise<void>;
  /** Whether all of it is there: an index may take an upload and then fail. */
  isThere: () => Promise<boolean>;
  waits?: readonly number[];
}): Promise<void> {
  for (const wait of waits) {
    try {
      return await upload();
    } catch (error) {
      if (!isSluiceError(error) || !PASSING.test(error.message)) throw error;
      await pause(wait);
      if (await isThere()) return;
    }
  }
  await upload();
}
