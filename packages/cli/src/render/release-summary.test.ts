import type { ReleasePlan } from "@sluice/release";
import { expect, test } from "vitest";
import { renderPublishSummary, renderReleaseSummary } from "./release-summary.ts";

const plan: ReleasePlan = {
  schemaVersion: 1,
  commit: "1".repeat(40),
  digest: "sha256:feed",
  packages: [
    {
      name: "@acme/ui",
      root: "packages/ui",
      ecosystem: "npm",
      oldVersion: "1.2.2",
      newVersion: "1.3.0",
      bump: "minor",
      private: false,
      causes: [
        { kind: "changeset", id: "brave-cats-jump" },
        { kind: "dependency", package: "@acme/auth" },
      ],
      changelog: "",
      gitTag: "@acme/ui@1.3.0",
    },
  ],
  artifacts: [{ kind: "npm", package: "@acme/ui", reference: "@acme/ui@1.3.0" }],
  warnings: [],
};

test("the plan has packages, why, and what publishing makes", () => {
  expect(renderReleaseSummary(plan)).toMatchInlineSnapshot(`
    "### Release plan

    | package | version | bump | because of |
    | --- | --- | --- | --- |
    | \`@acme/ui\` | 1.2.2 → 1.3.0 | minor | \`changeset brave-cats-jump, dependency @acme/auth\` |

    | kind | artifact |
    | --- | --- |
    | npm | \`@acme/ui@1.3.0\` |

    Plan \`sha256:feed\`"
  `);
  expect(renderReleaseSummary({ ...plan, packages: [], artifacts: [] })).toContain("Nothing to release.");
});

test("a publish has what it made", () => {
  expect(renderPublishSummary(["@acme/ui@1.3.0"], plan.artifacts)).toMatchInlineSnapshot(`
    "### Published

    \`@acme/ui@1.3.0\`

    | kind | artifact |
    | --- | --- |
    | npm | \`@acme/ui@1.3.0\` |"
  `);
  expect(renderPublishSummary(["@acme/ui@1.3.0"], [])).toContain("was there before");
});
