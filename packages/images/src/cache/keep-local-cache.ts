import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { BuildCache } from "./build-cache.ts";

/** Puts what a build has just written to a local cache in the place of what it read. Does nothing for other caches. */
export async function keepLocalCache(cache: BuildCache | null): Promise<void> {
  if (cache?.kind !== "local") return;
  const fresh = join(cache.folder, ".new");
  await mkdir(fresh, { recursive: true });
  for (const scope of await readdir(fresh)) {
    await rm(join(cache.folder, scope), { recursive: true, force: true });
    await rename(join(fresh, scope), join(cache.folder, scope));
  }
}
