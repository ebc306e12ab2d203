import type { FileChange } from "../init/file-change.ts";
import { type GeneratedFile, isAsWritten } from "./generated-file.ts";

/** Files that an earlier configuration asked for and this one does not. One that a person has changed since is that person's. */
export function findStaleWorkflows(files: readonly GeneratedFile[], texts: ReadonlyMap<string, string>): FileChange[] {
  const wanted = new Set(files.map(({ path }) => path));
  return [...texts]
    .filter(([path, text]) => !wanted.has(path) && isAsWritten(text))
    .map(([path]) => ({ path, action: "delete" as const, text: "", diff: "" }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
