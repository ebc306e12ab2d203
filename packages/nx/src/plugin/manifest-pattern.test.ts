import { expect, test } from "vitest";
import { ecosystemOfFile, manifestPattern } from "./manifest-pattern.ts";

test("one name needs no braces", () => {
  expect(manifestPattern(["go"])).toBe("**/go.mod");
  expect(manifestPattern(["python", "docker"])).toBe("**/{pyproject.toml,setup.cfg,setup.py,requirements.txt,Dockerfile,Containerfile}");
});

test.each([
  ["a/package.json", "npm"],
  ["pnpm-workspace.yaml", "npm"],
  ["a/go.work", "go"],
  ["Cargo.toml", "cargo"],
  ["a/pyproject.toml", "python"],
  ["a/dev-requirements.txt", "python"],
  ["a/Dockerfile.cuda", "docker"],
  ["a/src/index.tsx", "npm"],
  ["a/tsconfig.build.json", "npm"],
  ["a/main.py", "python"],
  ["a/main_test.go", "go"],
  ["a/src/lib.rs", "cargo"],
  ["a/kustomization.yaml", "kustomize"],
  ["a/Chart.yaml", "helm"],
  ["a/vpc.tf", "terraform"],
  ["a/compose.dev.yaml", "docker"],
])("%s is a file of %s", (path, ecosystem) => {
  expect(ecosystemOfFile(path)).toBe(ecosystem);
});
