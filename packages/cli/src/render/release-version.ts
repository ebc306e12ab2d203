import type { VersionResult } from "@sluice/release";
import { renderTable } from "./table.ts";

/** What `release version` wrote, or with `--dry-run` would write. */
export function renderVersionResult(result: VersionResult, { width = null }: { width?: number | null } = {}): string {
  if (result.packages.length === 0 && result.deleted.length === 0) return "Nothing to release: there are no changesets.";
  const rows = result.packages.map(({ name, oldVersion, newVersion }) => [name, `${oldVersion} → ${newVersion}`]);
  const files = [...result.written.map((path) => ["write", path]), ...result.deleted.map((path) => ["delete", path])];
  return [result.dryRun ? "Would set" : "Set", ...renderTable(rows, width), "", ...renderTable(files, width)].join("\n");
}
