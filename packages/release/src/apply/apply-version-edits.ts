import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { removePendingVersion, writePendingVersion, type PendingVersion } from "./pending-version.ts";
import { writeFileAtomically } from "./write-file-atomically.ts";

/**
 * Writes what a version run changes. The edits are noted first, the changesets go last: a process that dies in between
 * leaves a note by which the next run finishes the same edits.
 */
export async function applyVersionEdits(root: string, pending: PendingVersion): Promise<void> {
  await writePendingVersion(root, pending);
  await finishVersionEdits(root, pending);
}

/** Makes, or goes on with, edits that were noted. Doing it twice is doing it once. */
export async function finishVersionEdits(root: string, pending: PendingVersion): Promise<void> {
  for (const edit of pending.edits) await writeFileAtomically(join(root, edit.path), edit.after);
  for (const { from, to } of pending.moves) await move(join(root, from), join(root, to));
  for (const path of pending.deletes) await rm(join(root, path), { force: true });
  await removePendingVersion(root);
}

async function move(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await rename(from, to).catch((error: NodeJS.ErrnoException) => {
    // Moved by the run that was interrupted.
    if (error.code !== "ENOENT") throw error;
  });
}
