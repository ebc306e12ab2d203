import { expect, test } from "vitest";
import type { PlannedPackage, ReleasePlan } from "../model/release-plan.ts";
import { assembleReleasePullRequest, isReleaseCommit } from "./assemble-release-pull-request.ts";

const digest = `sha256:${"a".repeat(64)}`;

function makePlanned(name: string, changelog: string): PlannedPackage {
  const versions = { oldVersion: "1.0.0", newVersion: "1.0.1", gitTag: `${name}@1.0.1` };
  return { name, root: name, ecosystem: "npm", bump: "patch", private: false, causes: [], changelog, ...versions };
}

function makePlan(packages: PlannedPackage[]): ReleasePlan {
  return { schemaVersion: 1, commit: "1".repeat(40), digest, packages, artifacts: [], warnings: [] };
}

test("changelogs that GitHub would not take are left out, and it is said", () => {
  const packages = Array.from({ length: 20 }, (_, index) => makePlanned(`p${index}`, "x".repeat(9_000)));
  const { body, title } = assembleReleasePullRequest(makePlan(packages));
  expect(title).toBe("chore: release 20 packages");
  expect(body.length).toBeLessThan(65_536);
  expect(body).toContain("The changelogs of 14 further packages are in the changed files.");
  expect(body).toContain(`Plan \`${digest}\``);
});

test("its commits are known by their message", () => {
  expect(isReleaseCommit(assembleReleasePullRequest(makePlan([makePlanned("a", "- x")])).message)).toBe(true);
  expect(isReleaseCommit("chore: release a 1.0.1")).toBe(false);
});
