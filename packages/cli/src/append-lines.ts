import { appendFileSync, readFileSync, statSync } from "node:fs";

/** Adds lines to a file that other commands of a workflow's step write as well; what they left without a line end gets one. */
export function appendLines(path: string, lines: string): void {
  // A pipe would be waited for.
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  const before = isFile ? readFileSync(path, "utf8") : "";
  appendFileSync(path, before === "" || before.endsWith("\n") ? lines : `\n${lines}`);
}
