import { expect, test } from "vitest";
import type { Workspace } from "../model/workspace.ts";
import { findJsonProblem, parseNxJson, unknownPlugins } from "./parse-nx-json.ts";
import { uniteNxGraph } from "./unite-nx-graph.ts";

const target = { command: "npm run test", cwd: "js/a", cache: true, inputs: ["default"], outputs: [], dependsOn: [], description: "" };
const workspace: Workspace = {
  projects: [
    {
      name: "a",
      root: "js/a",
      type: "lib",
      ecosystem: "npm",
      manifest: "js/a/package.json",
      version: null,
      private: true,
      targets: { test: target },
    },
    { name: "b", root: "js/b", type: "lib", ecosystem: "npm", manifest: "js/b/package.json", version: null, private: true, targets: {} },
  ],
  dependencies: [{ source: "a", target: "b", file: "js/a/package.json", line: 3 }],
  lockfiles: [],
  warnings: [],
  broken: [],
};

test("projects are the same by their folder; targets, inputs and dependencies are united", () => {
  const united = uniteNxGraph({
    workspace,
    namedInputs: { shared: ["{workspaceRoot}/shared.json", "shared"] },
    graph: {
      nodes: {
        "nx-a": { data: { root: "js/a", targets: { test: { executor: "x", inputs: ["default", "shared"] }, e2e: { executor: "y" } } } },
        b: { data: { root: "ios/b", targets: { build: { command: "xcodebuild" } } }, type: "app" },
      },
      dependencies: {
        b: [
          { source: "b", target: "nx-a" },
          { source: "b", target: "npm:zod" },
        ],
        "nx-a": [{ source: "nx-a", target: "nx-a" }],
      },
    },
  });
  expect(united.projects.map(({ name, root, type, targets }) => [name, root, type, Object.keys(targets)])).toEqual([
    ["a", "js/a", "lib", ["e2e", "test"]],
    ["b", "js/b", "lib", []],
    ["ios/b", "ios/b", "app", ["build"]],
  ]);
  expect(united.projects[0]?.targets["test"]).toMatchObject({
    command: "npm run test",
    inputs: ["default", "{workspaceRoot}/shared.json", "shared"],
  });
  expect(united.dependencies).toEqual([
    { source: "a", target: "b", file: "js/a/package.json", line: 3 },
    { source: "ios/b", target: "a", file: "ios/b/project.json" },
  ]);
});

test("plugins of Sluice and of Nx itself are known, all others are not, and are told once", () => {
  const json = parseNxJson(
    '{ // comment\n "plugins": ["@sluice/nx", { "plugin": "@sluice/nx/go" }, "nx/plugins/x", "@nx/eslint/plugin", { "plugin": "./tools/own.js" }, { "plugin": "@nx/eslint/plugin" }] }',
  );
  expect(unknownPlugins(json)).toEqual(["@nx/eslint/plugin", "./tools/own.js"]);
  expect(parseNxJson("[]")).toEqual({ plugins: [], namedInputs: {} });
});

test.each([
  ['{ // comment\n "plugins": [], }', null],
  ['{\n "plugins": [\n}', { line: 3, message: "a value is expected; a comma after the last one is not allowed" }],
])("an nx.json that Nx can read has no problem: %j", (text, problem) => {
  expect(findJsonProblem(text)).toEqual(problem);
});
