import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onProcessEnd } from "../setup/on-process-end.mjs";

/** A folder of one's own that goes when `remove` is called, or else when the process ends. */
export interface TempFolder {
  path: string;
  remove(): Promise<void>;
}

/** Makes an empty folder under the system's temporary folder. */
export async function createTempFolder(name: string): Promise<TempFolder> {
  const path = await mkdtemp(join(tmpdir(), `sluice-${name}-`));
  const forget = onProcessEnd(() => rmSync(path, { recursive: true, force: true, maxRetries: 3 }));
  return {
    path,
    remove: async () => {
      await rm(path, { recursive: true, force: true, maxRetries: 3 });
      forget();
    },
  };
}
