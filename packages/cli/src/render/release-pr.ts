import type { ReleasePullRequestResult } from "@sluice/release";
import { renderTable } from "./table.ts";

/** What `release pr` did, or with `--dry-run` would do. */
export function renderPullRequestResult(result: ReleasePullRequestResult, { width = null }: { width?: number | null } = {}): string {
  const { action, pullRequest, host, base, branch, dryRun } = result;
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
      const head = host === "github" ? `${(dryRun ? would : done)[action]}: ${where}` : `${renderPush(result)}: ${branch}`;
      return [head, ...renderTable(rows, width), `Plan ${result.digest}`, ...nextStep(result)].join("\n");
    }
  }
}

function renderPush({ action, host, dryRun }: ReleasePullRequestResult): string {
  if (action === "unchanged") return "Is up to date";
  const pushed = dryRun ? "Would push" : "Pushed";
  return host === "gitlab" ? `${pushed}, with a merge request` : pushed;
}

/** Where nobody makes a pull request of the branch. */
function nextStep({ host, action, dryRun, branch, base }: ReleasePullRequestResult): string[] {
  if (host !== "branch" || dryRun || action !== "created") return [];
  return [`Open a pull request from ${branch} into ${base}; merging it is the approval of the release.`];
}
