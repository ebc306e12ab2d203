import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { FileChange } from "./file-change.ts";

/** Writes what is to be created or updated below `root`; gives their paths. */
export async function applyFileChanges(root: string, files: readonly FileChange[]): Promise<string[]> {
  const written = files.filter(({ action }) => action === "create" || action === "update");
  for (const { path, text } of written) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return written.map(({ path }) => path);
}
