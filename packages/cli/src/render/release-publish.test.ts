import type { PublishPlan } from "@sluice/release";
import { expect, test } from "vitest";
import { publishDocument, renderPublishPlan, renderPublishResult } from "./release-publish.ts";
import { renderVerifyResult } from "./release-verify.ts";

const release = { tag: "gateway@1.1.0", name: "gateway@1.1.0", body: "- x", prerelease: false };
const plan: PublishPlan = {
  schemaVersion: 1,
  steps: [{ kind: "github-release", action: "create", package: "gateway", reference: "gateway@1.1.0", reason: "not on GitHub", release }],
  present: [{ kind: "git-tag", package: "gateway", reference: "gateway@1.1.0" }],
  problems: [],
  warnings: [],
};

test("a publish plan says what is missing and why", () => {
  expect(renderPublishPlan(plan, ["gateway@1.1.0"])).toBe("To publish\n  create  github-release  gateway@1.1.0  not on GitHub");
});

test("nothing missing and nothing selected are told apart", () => {
  const done = { present: plan.present, published: [], warnings: [] };
  expect(renderPublishResult(done, ["gateway@1.1.0"])).toBe("Nothing to do: everything is published.");
  expect(renderPublishResult({ ...done, present: [] }, [])).toContain("no package has a changelog entry");
});

test("the document holds every artifact, and what was done about it", () => {
  expect(publishDocument(["gateway@1.1.0"], plan, { dryRun: false })).toEqual({
    schemaVersion: 1,
    dryRun: false,
    releases: ["gateway@1.1.0"],
    steps: [
      { artifact: { kind: "github-release", package: "gateway", reference: "gateway@1.1.0" }, action: "create", reason: "not on GitHub" },
      { artifact: { kind: "git-tag", package: "gateway", reference: "gateway@1.1.0" }, action: "none", reason: "is there" },
    ],
    warnings: [],
  });
});

test("verify gives one line for each finding, and a closing line", () => {
  const finding = { code: "SLUICE_TAG_MISSING", kind: "git-tag", package: "gateway", reference: "gateway@1.1.0", message: "x" } as const;
  expect(renderVerifyResult({ schemaVersion: 1, releases: ["gateway@1.1.0"], verified: plan.present, findings: [finding] })).toBe(
    "SLUICE_TAG_MISSING gateway: x\ngateway@1.1.0: 1 of 2 artifacts are not as they should be.",
  );
});
