import type { Project, Workspace } from "@sluice/ecosystems";
import { expect, test } from "vitest";
import { assemblePreparePlan } from "./assemble-prepare-plan.ts";

function project(root: string, ecosystem: Project["ecosystem"], lint: string, manifest = "package.json"): Project {
  const target = { command: lint, cwd: root, cache: true, inputs: [], outputs: [], dependsOn: [], description: "" };
  return {
    name: root,
    root,
    type: "app",
    ecosystem,
    manifest: `${root}/${manifest}`,
    version: null,
    private: true,
    targets: { lint: target },
  };
}

const workspace: Workspace = {
  projects: [
    project("alone", "npm", "npm run lint"),
    project("lib", "npm", "npm run lint"),
    project("member", "npm", "npm run lint"),
    project("poet", "python", "poetry run ruff check ."),
    project("plain", "python", "python3 -m ruff check .", "requirements.txt"),
    project("quick", "python", "uvx ruff check ."),
    project("strict", "go", "golangci-lint run ./..."),
  ],
  dependencies: [{ source: "alone", target: "lib", file: "alone/package.json" }],
  lockfiles: [
    { path: "package-lock.json", kind: "package-lock.json", projects: ["member"] },
    { path: "alone/package-lock.json", kind: "package-lock.json", projects: ["alone"] },
    { path: "lib/pnpm-lock.yaml", kind: "pnpm-lock.yaml", projects: ["lib"] },
  ],
  warnings: [],
  broken: [],
};
const plan = (...names: string[]) =>
  assemblePreparePlan(names, workspace, new Set(["plain/requirements.txt", "plain/requirements-dev.txt"])).map(
    ({ cwd, command, args }) => `${cwd}: ${[command, ...args].join(" ")}`,
  );

test("packages with a lockfile of their own, of a project and of what it needs", () => {
  expect(plan("alone")).toEqual(["alone: npm ci", "lib: pnpm install --frozen-lockfile"]);
});

test("what the root installs, and what uv brings as it runs, needs nothing", () => {
  expect(plan("member", "quick", "only Nx knows it")).toEqual([]);
});

test("Python's tools and golangci-lint", () => {
  expect(plan("plain", "poet")).toEqual([
    "poet: poetry install --no-interaction",
    "plain: python3 -m pip install --quiet -r requirements.txt -r requirements-dev.txt ruff pytest",
  ]);
  expect(plan("strict")[0]).toContain("go install github.com/golangci/golangci-lint");
});
