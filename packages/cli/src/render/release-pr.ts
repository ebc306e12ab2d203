import type { ReleasePullRequestResult } from "@sluice/release";
import { renderTable } from "./table.ts";

/** What `release pr` did, or with `--dry-run` would do. */
export function renderPullRequestResult(result: ReleasePullRequestResult, { width = null }: { width?: number | null } = {}): string {
  const { action, pullRequest, base, branch, dryRun } = result;
  const where = pullRequest === null ? branch : `#${pullRequest.number} ${pullRequest.url}`;
  switch (action) {
    case "none":
      return "Nothing to release: there is no pull request to open.";
    case "outdated":
      return `${base} has moved on since this commit; its own run opens the pull request.`;
    case "closed":
      return `Nothing is left to release: ${dryRun ? "would close" : "closed"} ${where}.`;
    case "created":
    case "updated":
    case "unchanged": {
      const done = { created: "Opened", updated: "Updated", unchanged: "Is up to date" } as const;
      const would = { created: "Would open", updated: "Would update", unchanged: "Is up to date" } as const;
      const rows = result.packages.map(({ name, oldVersion, newVersion }) => [name, `${oldVersion} → ${newVersion}`]);
      return [`${(dryRun ? would : done)[action]}: ${where}`, ...renderTable(rows, width), `Plan ${result.digest}`].join("\n");
    }
  }
}
