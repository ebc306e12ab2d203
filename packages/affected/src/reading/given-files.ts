import { isAbsolute, relative, resolve, sep } from "node:path";
import { SluiceError } from "@sluice/core";
import type { ChangedFile } from "../result.ts";

/**
 * Changed files that a person or another program names, absolute or from `cwd`. Whether such a file was added or modified
 * nobody knows; one that is not there was deleted. Throws SLUICE_FILE_OUTSIDE for a path outside of the repository.
 */
export function givenFiles(
  given: readonly string[],
  { root, cwd, files }: { root: string; cwd: string; files: readonly string[] },
): ChangedFile[] {
  const present = new Set(files);
  const paths = new Set(given.filter((path) => path !== "").map((path) => fromRoot(path, root, cwd)));
  return [...paths].sort().map((path) => ({ path, status: present.has(path) ? "modified" : "deleted" }));
}

function fromRoot(path: string, root: string, cwd: string): string {
  const inside = relative(root, isAbsolute(path) ? path : resolve(cwd, path));
  if (inside === "" || inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    throw new SluiceError("SLUICE_FILE_OUTSIDE", `${JSON.stringify(path)} is no file of the repository at ${root}`, {
      hint: "Give paths from the folder you are in, or absolute ones, of files inside of the repository.",
    });
  }
  return inside.split(sep).join("/");
}
