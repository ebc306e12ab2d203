import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { History } from "./history.ts";

/** Does something in a clone of the history, which is gone afterwards. */
export async function inClone<T>(history: History, doIt: (clone: string) => Promise<T>): Promise<T> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "sluice-replay-")));
  try {
    const clone = join(folder, "clone");
    await history.git("clone", "--quiet", "--shared", "--no-checkout", ".", clone);
    return await doIt(clone);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
