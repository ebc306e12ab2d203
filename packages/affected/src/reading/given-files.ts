import { isAbsolute, relative, resolve, sep } from "node:path";
import { SluiceError } from "@sluice/core";
import { lowerBound } from "@sluice/core/quick";
import type { ChangedFile } from "../result.ts";

/**
 * Changed files that a person or another program names, absolute or from `cwd`; a folder stands for all files in it. Whether such a file was
 * added or modified nobody knows; one that is not there was deleted. Throws SLUICE_FILE_OUTSIDE for a path outside of the repository.
 * `files` are sorted.
 */
export function givenFiles(
  given: readonly string[],
  { root, cwd, files }: { root: string; cwd: string; files: readonly string[] },
): ChangedFile[] {
  const present = new Set(files);
  const paths = new Set<string>();
  for (const text of given) {
    if (text === "") continue;
    const path = fromRoot(text, root, cwd);
    const below = present.has(path) ? [] : filesBelow(path, files);
    for (const file of below.length > 0 ? below : [path]) paths.add(file);
  }
  return [...paths].sort().map((path) => ({ path, status: present.has(path) ? "modified" : "deleted" }));
}

/** `0` comes right after `/`. */
function filesBelow(folder: string, files: readonly string[]): string[] {
  return files.slice(lowerBound(files, `${folder}/`), lowerBound(files, `${folder}0`));
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
