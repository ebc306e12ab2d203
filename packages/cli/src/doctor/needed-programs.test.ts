import type { Project, Target } from "@sluice/ecosystems";
import { expect, test } from "vitest";
import { computeNeededPrograms } from "./needed-programs.ts";

const project = (name: string, commands: Record<string, string>): Project => ({
  name,
  root: name,
  type: "app",
  ecosystem: "go",
  manifest: `${name}/go.mod`,
  version: null,
  private: true,
  targets: Object.fromEntries(Object.entries(commands).map(([target, command]) => [target, { command } as Target])),
});

test("what the targets that are asked for run, and nothing that comes with Node.js", () => {
  const projects = [
    project("router", { lint: "gofmt -l . | { ! grep .; } && go vet ./...", test: "go test ./..." }),
    project("brand", { test: "uv run pytest", image: "sluice images build" }),
    project("web", { lint: "npm run lint" }),
    project("chart", { validate: "helm lint ." }),
  ];
  expect(computeNeededPrograms({ projects }, ["lint", "test", "build"])).toEqual([
    { program: "go", projects: ["router"] },
    { program: "uv", projects: ["brand"] },
  ]);
});
