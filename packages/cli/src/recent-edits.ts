import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { QuickLook } from "@sluice/git/quick";
import { openProjectMemory } from "./open-project-memory.ts";

type WorkingTree = Awaited<NonNullable<QuickLook["workingTree"]>>;

/** More would take longer to look at than the guess is worth. */
const MOST = 20;

/** Keeps which files differ from the commit, for the guess of the next run. */
export function rememberEdits({ gitFolder }: QuickLook, { changes }: WorkingTree): void {
  const memory = openProjectMemory(gitFolder);
  const paths = changes.slice(0, MOST).map(({ path }) => path);
  if (recallEdits(gitFolder).join("\0") !== paths.join("\0")) memory.write(KIND, [], { paths });
}

/**
 * A guess, before git has looked, whether the working tree differs from its commit: whether one of the files that did the last time has been
 * written since git wrote its index, as it does when it puts a file back or commits it.
 */
export function mayBeEdited({ root, gitFolder }: QuickLook): boolean {
  const paths = recallEdits(gitFolder);
  if (paths.length === 0) return false;
  const index = writtenAt(join(gitFolder, "index"));
  return paths.some((path) => writtenAt(join(root, path)) > index);
}

const KIND = "edits";

function recallEdits(gitFolder: string): string[] {
  return openProjectMemory(gitFolder).read<{ paths: string[] }>(KIND, [])?.paths ?? [];
}

/** Milliseconds; 0 for what is not there. */
function writtenAt(file: string): number {
  return lstatSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
