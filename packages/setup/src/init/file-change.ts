import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";

/** What `sluice init` does with one file. */
export interface FileChange {
  /** From the root of the repository. */
  path: string;
  /**
   * `create`: it is not there. `update`: what is missing is added, or what Sluice wrote is written anew. `unchanged`: it is as it should be.
   * `keep`: a person wrote or changed it, so it stays; `diff` is what Sluice would have written. `delete`: Sluice wrote it, and nothing asks for
   * it any more.
   */
  action: "create" | "update" | "unchanged" | "keep" | "delete";
  /** The text that the file gets, or with `keep` would get; "" when it goes. */
  text: string;
  /** A unified diff from what is there to `text`; "" when nothing differs. */
  diff: string;
}

/** The change of one file from what is there (null: nothing) to what is wanted. `keeps`: what is there is not Sluice's to change. */
export function fileChange(path: string, before: string | null, text: string, { keeps = false }: { keeps?: boolean } = {}): FileChange {
  if (before === text) return { path, action: "unchanged", text, diff: "" };
  const action = before === null ? "create" : keeps ? "keep" : "update";
  return { path, action, text, diff: unifiedDiff(path, before, text) };
}

function unifiedDiff(path: string, before: string | null, text: string): string {
  const from = before === null ? "/dev/null" : `a/${path}`;
  return createTwoFilesPatch(from, `b/${path}`, before ?? "", text, undefined, undefined, { context: 2, headerOptions: FILE_HEADERS_ONLY });
}
