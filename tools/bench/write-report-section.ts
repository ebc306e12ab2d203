import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { type ReportSection, replaceReportSection } from "./replace-report-section.ts";

/** Writes one benchmark's section into a page of reports, which other benchmarks write to as well: see {@link replaceReportSection}. */
export function writeReportSection({ file, ...section }: ReportSection & { file: string }): void {
  writeFileSync(file, replaceReportSection(existsSync(file) ? readFileSync(file, "utf8") : "", section));
}
