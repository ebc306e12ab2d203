import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { FileChange } from "./file-change.ts";

/** Writes what is to be created or updated below `root`, and deletes what is to go; gives the paths that were written. */
export async function applyFileChanges(root: string, files: readonly FileChange[]): Promise<string[]> {
  const written = files.filter(({ action }) => action === "create" || action === "update");
  for (const { path, text } of written) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  for (const { path, action } of files) if (action === "delete") await rm(join(root, path), { force: true });
  return written.map(({ path }) => path);
}
