import type { Project, Workspace } from "@sluice/ecosystems";
import { expect, test } from "vitest";
import { assembleScanPlan } from "./assemble-scan-plan.ts";

const project = (name: string, root: string): Project => ({
  name,
  root,
  type: "app",
  ecosystem: "npm",
  manifest: `${root}/package.json`,
  version: null,
  private: true,
  targets: {},
});
const workspace: Workspace = {
  projects: [project("api", "services/api"), project("web", "services/web"), project("root", ".")],
  dependencies: [],
  lockfiles: [
    { path: "package-lock.json", kind: "package-lock.json", projects: ["web"] },
    { path: "uv.lock", kind: "uv.lock", projects: ["api"] },
    { path: "services/uv.lock", kind: "uv.lock", projects: ["api"] },
  ],
  warnings: [],
  broken: [],
};
const files = [
  ".github/workflows/ci.yml",
  "docs/a.md",
  "package-lock.json",
  "services/api/main.py",
  "services/uv.lock",
  "services/web/index.js",
  ".env",
  "uv.lock",
];
const scanned = (...names: string[]) => assembleScanPlan(names, workspace, files);

test("a project's own files, its lockfiles and what is everybody's", () => {
  expect(scanned("api")).toEqual([".env", ".github/workflows/ci.yml", "services/api/main.py", "services/uv.lock", "uv.lock"]);
  expect(scanned("web")).toEqual([".env", ".github/workflows/ci.yml", "package-lock.json", "services/web/index.js"]);
});

test("the project at the root has what is in no other", () => {
  expect(scanned("root")).toEqual([".env", ".github/workflows/ci.yml", "docs/a.md", "package-lock.json", "services/uv.lock", "uv.lock"]);
});

test("nothing of nobody", () => {
  expect(scanned()).toEqual([]);
  expect(scanned("unknown")).toEqual([]);
});
