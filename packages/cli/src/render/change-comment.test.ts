import type { AffectedResult } from "@sluice/affected";
import type { ChangeRelease, PlannedPackage } from "@sluice/release";
import { expect, test } from "vitest";
import { renderChangeComment } from "./change-comment.ts";

const result: AffectedResult = {
  schemaVersion: 1,
  base: { revision: "1a2b3c4".padEnd(40, "0"), source: "merge-base" },
  head: { revision: "5d6e7f8".padEnd(40, "0") },
  changedFiles: [{ path: "libs/auth/a.ts", status: "modified" }],
  projects: [
    { name: "@acme/auth", root: "libs/auth", type: "lib", targets: [], reasons: [{ kind: "file", path: "libs/auth/a`|b.ts" }] },
    { name: "gateway", root: "services/gateway", type: "app", targets: [], reasons: [{ kind: "dependency", project: "@acme/auth" }] },
  ],
  images: [{ project: "gateway", reasons: [{ kind: "dependency", project: "@acme/auth" }] }],
  warnings: [],
};

const gateway: PlannedPackage = {
  name: "gateway",
  root: "services/gateway",
  ecosystem: "npm",
  oldVersion: "1.2.2",
  newVersion: "1.3.0",
  bump: "minor",
  private: true,
  causes: [{ kind: "changeset", id: "brave-cats-jump" }],
  changelog: "",
  gitTag: "gateway@1.3.0",
};

test("says what a pull request affects, what it releases, and what it should say", () => {
  const release: ChangeRelease = { packages: [gateway], missing: ["@acme/auth"] };
  expect(renderChangeComment(result, release)).toMatchInlineSnapshot(`
    "### What this change affects

    5d6e7f8, compared with 1a2b3c4 (merge base)

    | project | image | why |
    | --- | --- | --- |
    | \`@acme/auth\` |  | changed \`\` libs/auth/a\`\\|b.ts \`\` |
    | \`gateway\` | yes | depends on \`@acme/auth\` |

    ### What it would release

    | package | version | bump | because of |
    | --- | --- | --- | --- |
    | \`gateway\` | 1.2.2 → 1.3.0 | minor | \`changeset brave-cats-jump\` |

    > [!TIP]
    > No changeset speaks of \`@acme/auth\`. If people who use it should read about this change, add one with \`npx changeset\`;
    > if not, \`npx changeset --empty\` says so."
  `);
});

test("is short when there is nothing to say", () => {
  expect(renderChangeComment({ ...result, projects: [], images: [] }, { packages: [], missing: [] })).toMatchInlineSnapshot(`
    "### What this change affects

    5d6e7f8, compared with 1a2b3c4 (merge base)

    Nothing.

    ### What it would release

    Nothing."
  `);
});

test("folds what is long, and keeps within what GitHub takes", () => {
  const many = Array.from({ length: 2000 }, (_, index) => `package-${index}-${"x".repeat(40)}`);
  const projects = many.map((name) => ({
    name,
    root: name,
    type: "lib" as const,
    targets: [],
    reasons: [{ kind: "file" as const, path: name }],
  }));
  const packages = many.map((name) => ({ ...gateway, name }));
  const text = renderChangeComment({ ...result, projects }, { packages, missing: many });
  expect(text).toContain("<summary>2001 projects</summary>");
  expect(text).toContain("and 1980 more");
  expect(text.length).toBeLessThan(65_000);
});
