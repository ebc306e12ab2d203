import { describe, expect, test } from "vitest";
import type { ReleasePlan } from "../model/release-plan.ts";
import { checkPlanApplied } from "../publish/check-selected.ts";
import { parseReleasePlan } from "./parse-release-plan.ts";
import { computePlanDigest } from "./plan-digest.ts";

const content: Omit<ReleasePlan, "digest"> = {
  schemaVersion: 1,
  commit: "a".repeat(40),
  packages: [
    {
      name: "gateway",
      root: "services/gateway",
      ecosystem: "npm",
      oldVersion: "1.0.0",
      newVersion: "1.1.0",
      bump: "minor",
      private: true,
      causes: [{ kind: "changeset", id: "one" }],
      changelog: "## 1.1.0\n\n- New.",
      gitTag: "gateway@1.1.0",
    },
  ],
  artifacts: [{ kind: "git-tag", package: "gateway", reference: "gateway@1.1.0" }],
  warnings: [{ code: "SLUICE_NO_VERSION", message: "x" }],
};
const plan: ReleasePlan = { ...content, digest: computePlanDigest(content) };

describe("parseReleasePlan", () => {
  test("reads what was printed", () => {
    expect(parseReleasePlan(JSON.stringify(plan, null, 2), "plan.json")).toEqual(plan);
  });

  test("refuses a plan that was changed", () => {
    const changed = { ...plan, packages: plan.packages.map((planned) => ({ ...planned, newVersion: "2.0.0" })) };
    expect(() => parseReleasePlan(JSON.stringify(changed), "plan.json")).toThrow(expect.objectContaining({ code: "SLUICE_PLAN_DIGEST" }));
  });

  test.each(["", "{}", "[]", '{"schemaVersion":2}'])("refuses %j", (text) => {
    expect(() => parseReleasePlan(text, "plan.json")).toThrow(expect.objectContaining({ code: "SLUICE_BAD_PLAN" }));
  });
});

describe("checkPlanApplied", () => {
  const changelogs = new Map([["gateway", "# gateway\n\n## 1.1.0\n\n- New.\n\n## 1.0.0\n"]]);

  test("is content with the tree that the plan was applied to", () => {
    expect(() => checkPlanApplied({ plan, isInHistory: true, changelogs })).not.toThrow();
  });

  test("says everything that differs", () => {
    const outdated = expect.objectContaining({
      code: "SLUICE_PLAN_OUTDATED",
      message: expect.stringMatching(/history.*changelog of gateway/),
    });
    expect(() => checkPlanApplied({ plan, isInHistory: false, changelogs: new Map() })).toThrow(outdated);
  });
});
