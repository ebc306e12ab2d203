import type { PublishPlan } from "@sluice/release";
import { expect, test } from "vitest";
import { publishDocument, publishEventDocument, renderPublishEvent, renderPublishPlan, renderPublishResult } from "./release-publish.ts";
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

const run = { seconds: 2.345, journal: ".git/sluice/publish.ndjson" };

test("a summary says what was made, of what, in which time, and where the journal is", () => {
  const published = [{ kind: "npm", package: "ui", reference: "ui@1.0.0" }] as const;
  expect(renderPublishResult({ present: plan.present, published: [...published], warnings: [] }, ["ui@1.0.0"], run)).toBe(
    [
      "Published",
      "  npm  ui@1.0.0",
      "1 artifact of ui@1.0.0 in 2.3 s.",
      "1 of its artifacts were there before.",
      "Journal: .git/sluice/publish.ndjson",
    ].join("\n"),
  );
});

test("an event is one line, without what is only for the machine that does it", () => {
  const [step] = plan.steps;
  if (step === undefined) throw new Error("no step");
  const artifact = { kind: "github-release", package: "gateway", reference: "gateway@1.1.0" };
  expect(publishEventDocument({ kind: "failed", step, message: "502" })).toEqual({
    kind: "failed",
    artifact,
    action: "create",
    reason: "not on GitHub",
    message: "502",
  });
  expect(publishEventDocument({ kind: "planned", plan })).toMatchObject({ missing: [{ kind: "github-release" }] });
  expect(renderPublishEvent({ kind: "failed", step, message: "502" })).toBe("failed: github-release gateway@1.1.0");
});

test("nothing missing and nothing selected are told apart", () => {
  const done = { present: plan.present, published: [], warnings: [] };
  expect(renderPublishResult(done, ["gateway@1.1.0"], run)).toBe("Nothing to do: everything is published.");
  expect(renderPublishResult({ ...done, present: [] }, [], run)).toContain("no package has a changelog entry");
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
