import { expect, it } from "vitest";
import { makeChange, makeInput, makeWorkspace } from "../../test/support/make-workspace.ts";
import { computeAffected } from "../compute/compute-affected.ts";
import { computeWhy } from "./compute-why.ts";

const workspace = makeWorkspace(["api", "auth", "base", "other"], ["api > auth", "auth > base", "other > api", "other > base"]);
const projects = workspace.projects.map(({ name }) => name);
const ask = (project: string, ...files: string[]) =>
  computeWhy(computeAffected(makeInput(workspace, makeChange(...files))), { project, projects, dependencies: workspace.dependencies });

it("gives the chain from the file through every dependency, with the place that declares it", () => {
  expect(ask("api", "services/base/x")).toEqual([
    { project: "base", reason: { kind: "file", path: "services/base/x" }, declared: null },
    { project: "auth", reason: { kind: "dependency", project: "base" }, declared: { file: "services/auth/package.json", line: 3 } },
    { project: "api", reason: { kind: "dependency", project: "auth" }, declared: { file: "services/api/package.json", line: 3 } },
  ]);
});

it("takes the shortest of several", () => {
  expect(ask("other", "services/base/x").map(({ project }) => project)).toEqual(["base", "other"]);
});

it("is empty for a project that is not affected, and an error for one that is none", () => {
  expect(ask("base", "services/other/x")).toEqual([]);
  expect(() => ask("nobody", "services/other/x")).toThrow(expect.objectContaining({ code: "SLUICE_UNKNOWN_PROJECT" }));
});
