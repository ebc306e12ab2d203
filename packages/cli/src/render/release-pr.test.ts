import { expect, test } from "vitest";
import { renderPullRequestResult } from "./release-pr.ts";

const result = {
  schemaVersion: 1,
  dryRun: false,
  host: "github",
  action: "created",
  pullRequest: { number: 7, url: "https://github.com/acme/shop/pull/7" },
  branch: "sluice/release-main",
  base: "main",
  commit: "1".repeat(40),
  digest: "sha256:abc",
  packages: [{ name: "gateway", oldVersion: "1.0.0", newVersion: "1.1.0" }],
  warnings: [],
} as const;

test("a pull request is named with its address, versions and plan", () => {
  expect(renderPullRequestResult({ ...result, packages: [...result.packages], warnings: [] })).toBe(
    "Opened: #7 https://github.com/acme/shop/pull/7\n  gateway  1.0.0 → 1.1.0\nPlan sha256:abc",
  );
});

test("a dry run says what would be done, and nothing to do is said", () => {
  const dry = { ...result, packages: [], warnings: [], dryRun: true, pullRequest: null };
  expect(renderPullRequestResult(dry)).toContain("Would open: sluice/release-main");
  expect(renderPullRequestResult({ ...dry, action: "none" })).toBe("Nothing to release: there is no pull request to open.");
  expect(renderPullRequestResult({ ...dry, action: "closed" })).toContain("would close sluice/release-main");
  expect(renderPullRequestResult({ ...dry, action: "outdated" })).toContain("main has moved on");
});

test("without an API the branch is named, with what is left to do", () => {
  const pushed = { ...result, packages: [...result.packages], warnings: [], pullRequest: null };
  expect(renderPullRequestResult({ ...pushed, host: "gitlab" })).toBe(
    "Pushed, with a merge request: sluice/release-main\n  gateway  1.0.0 → 1.1.0\nPlan sha256:abc",
  );
  expect(renderPullRequestResult({ ...pushed, host: "branch" })).toBe(
    [
      "Pushed: sluice/release-main",
      "  gateway  1.0.0 → 1.1.0",
      "Plan sha256:abc",
      "Open a pull request from sluice/release-main into main; merging it is the approval of the release.",
    ].join("\n"),
  );
  expect(renderPullRequestResult({ ...pushed, host: "branch", action: "unchanged" })).toContain("Is up to date: sluice/release-main");
});
