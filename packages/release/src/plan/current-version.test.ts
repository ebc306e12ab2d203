import { expect, test } from "vitest";
import { computeCurrentVersion } from "./current-version.ts";

const gitTags = ["router@1.2.0", "router@1.10.0", "router@next", "other@9.0.0", "v5.0.0"];

test("a package without a version in its manifest has that of its newest git tag", () => {
  expect(computeCurrentVersion({ name: "router", gitTags, changelog: "" })).toBe("1.10.0");
});

test("a version that is written in the changelog and not tagged yet counts", () => {
  expect(computeCurrentVersion({ name: "router", gitTags, changelog: "# router\n\n## 1.11.0\n" })).toBe("1.11.0");
});

test("without either it is 0.0.0", () => {
  expect(computeCurrentVersion({ name: "fresh", gitTags, changelog: "" })).toBe("0.0.0");
});
