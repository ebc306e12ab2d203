import { expect, it } from "vitest";
import { makeChange, makeInput, makeProject, makeWorkspace } from "../../test/support/make-workspace.ts";
import { computeAffected } from "../compute/compute-affected.ts";
import { filterAffected } from "./filter-affected.ts";

const target = { command: "", cwd: "", cache: true, inputs: [], outputs: [], dependsOn: [], description: "" };
const workspace = makeWorkspace([
  makeProject("app", { targets: { test: target } }),
  makeProject("lib", { type: "lib", targets: { lint: target } }),
]);
const result = computeAffected(makeInput(workspace, makeChange("nx.json")));

it.each([
  [[], "all", ["app", "lib"]],
  [["test"], "all", ["app"]],
  [["test", "lint"], "all", ["app", "lib"]],
  [["deploy"], "all", []],
  [[], "lib", ["lib"]],
  [["test"], "lib", []],
] as const)("targets %j and type %s give %j", (targets, type, names) => {
  expect(filterAffected(result, { targets, type }).projects.map(({ name }) => name)).toEqual(names);
});
