import { expect, test } from "vitest";
import { commitTimeOf, repositoryOf } from "./payload.ts";

const sha = "a".repeat(40);

test.each([
  [{ head_commit: { id: sha, timestamp: "2026-01-02T03:04:05+02:00" } }, "2026-01-02T01:04:05.000Z"],
  [{ commits: [{ id: "b" }, { id: sha, timestamp: "2026-01-02T03:04:05Z" }] }, "2026-01-02T03:04:05.000Z"],
  [{ head_commit: { id: "b", timestamp: "2026-01-02T03:04:05Z" } }, undefined],
  [{ head_commit: { id: sha, timestamp: "soon" } }, undefined],
  [{ commits: "none" }, undefined],
  [null, undefined],
])("the time of a commit in %j is %s", (payload, time) => {
  expect(commitTimeOf(payload, sha)?.toISOString()).toBe(time);
});

test("a document that tells all about its repository is known as such", () => {
  const repository = { name: "shop", description: null, html_url: "https://github.com/acme/shop", default_branch: "main", license: null };
  expect(repositoryOf({ repository })).toMatchObject({ complete: true, details: { name: "shop", description: null, license: null } });
  expect(repositoryOf({ repository: { default_branch: "main" } })).toMatchObject({ complete: false, details: { defaultBranch: "main" } });
  expect(repositoryOf([])).toMatchObject({ complete: false });
});
