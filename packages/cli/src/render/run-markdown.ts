import type { RunSummary } from "../run-summary.ts";
import { code } from "./markdown.ts";

/** What became of the tasks of a run, for the job's summary. */
export function renderRunMarkdown({ ran, cached, failed, skipped }: RunSummary): string {
  const lines = [
    "### Tasks",
    "",
    `${ran.length} ran, ${cached.length} from the cache, ${failed.length} failed, ${skipped.length} skipped.`,
  ];
  if (failed.length > 0) lines.push("", `Failed: ${failed.map(code).join(", ")}`);
  if (skipped.length > 0) lines.push("", `Skipped: ${skipped.map(code).join(", ")}`);
  return lines.join("\n");
}
