import { type FileChange, fileChange } from "../init/file-change.ts";
import { type GeneratedFile, isAsWritten } from "./generated-file.ts";

/** What writing the files would do. What a person changed is kept, unless `force` says otherwise. */
export function compareWorkflows(
  files: readonly GeneratedFile[],
  texts: ReadonlyMap<string, string>,
  { force = false }: { force?: boolean } = {},
): FileChange[] {
  return files.map(({ path, text }) => {
    const before = texts.get(path) ?? null;
    // A checkout may have changed the ends of lines; that is no change of a person's.
    if (before !== null && before.replaceAll("\r\n", "\n") === text) return { path, action: "unchanged", text, diff: "" };
    return fileChange(path, before, text, { keeps: before !== null && !force && !isAsWritten(before) });
  });
}
