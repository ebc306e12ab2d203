import { expect, test } from "vitest";
import type { Project, Workspace } from "../model/workspace.ts";
import { uniteDeclaredNx } from "./unite-declared-nx.ts";

const project = (name: string): Project => ({
  name,
  root: name,
  type: "lib",
  ecosystem: "npm",
  manifest: `${name}/package.json`,
  version: null,
  private: true,
  targets: {
    test: { command: "npm test", cwd: name, cache: true, inputs: ["default", "^production"], outputs: [], dependsOn: [], description: "" },
  },
});

const workspace: Workspace = { projects: ["a", "b", "c"].map(project), dependencies: [], lockfiles: [], warnings: [], broken: [] };

function unite(texts: Record<string, string>): Promise<Workspace> {
  return uniteDeclaredNx(workspace, { files: Object.keys(texts).sort(), readFile: async (path) => texts[path] ?? null });
}

/** Files outside of the project that its targets read, by project. */
function outside({ projects }: Workspace): Record<string, Record<string, unknown[]>> {
  return Object.fromEntries(projects.map(({ name, targets }) => [name, outsideOf(targets)]));
}

function outsideOf(targets: Project["targets"]): Record<string, unknown[]> {
  const lists = Object.entries(targets).map(([name, { inputs }]) => [
    name,
    inputs.filter((input) => String(input).startsWith("{workspaceRoot}")),
  ]);
  return Object.fromEntries(lists);
}

test("without an nx.json, or with one that says nothing, the workspace stays as it is", async () => {
  expect(await unite({ "a/project.json": '{ "implicitDependencies": ["b"] }' })).toBe(workspace);
  expect(await unite({ "nx.json": "{}", "a/package.json": '{ "nx": {} }' })).toBe(workspace);
});

test("dependencies that people declare are ones, with the line, by name, pattern, folder and tag", async () => {
  const united = await unite({
    "nx.json": "{}",
    "a/project.json": '{\n  "name": "a",\n  "implicitDependencies": ["b", "a", "gone", "!c"]\n}',
    "b/package.json": '{ "name": "b", "nx": { "implicitDependencies": ["tag:scope:*"] } }',
    "c/project.json": '{ "tags": ["scope:x"], "implicitDependencies": ["[ab]"] }',
  });
  expect(united.dependencies).toEqual([
    { source: "a", target: "b", file: "a/project.json", line: 3 },
    { source: "b", target: "c", file: "b/package.json", line: 1 },
    { source: "c", target: "a", file: "c/project.json", line: 1 },
    { source: "c", target: "b", file: "c/project.json", line: 1 },
  ]);
});

test("what people say is no dependency is none, whoever found it", async () => {
  const found = [
    { source: "a", target: "b", file: "a/package.json" },
    { source: "a", target: "c", file: "a/x.ts" },
    { source: "b", target: "c", file: "b/x.ts" },
  ];
  const texts: Record<string, string> = {
    "nx.json": "{}",
    "a/package.json": '{ "name": "a", "nx": { "implicitDependencies": ["!b"] } }',
    "b/project.json": '{ "implicitDependencies": ["*", "!tag:old"] }',
    "c/project.json": '{ "tags": ["old"] }',
  };
  const files = Object.keys(texts).sort();
  const united = await uniteDeclaredNx({ ...workspace, dependencies: found }, { files, readFile: async (path) => texts[path] ?? null });
  expect(united.dependencies).toEqual([
    { source: "a", target: "c", file: "a/x.ts" },
    { source: "b", target: "a", file: "b/project.json", line: 1 },
  ]);
});

test("files among the inputs of targets are read, named ones and nx.json's defaults too", async () => {
  const united = await unite({
    "nx.json": JSON.stringify({
      namedInputs: { default: ["{projectRoot}/**/*", "globals"], globals: ["{workspaceRoot}/babel.json", "globals"] },
      targetDefaults: { e2e: [{ inputs: [{ fileset: "{workspaceRoot}/e2e.json" }] }], "@x/y:z": { inputs: ["{workspaceRoot}/z"] } },
    }),
    "a/project.json": JSON.stringify({
      namedInputs: { own: ["{workspaceRoot}/own"] },
      targets: { e2e: {}, gen: { executor: "@x/y:z", inputs: [{ input: "own" }] } },
    }),
  });
  expect(outside(united)).toEqual({
    a: { e2e: ["{workspaceRoot}/e2e.json"], gen: ["{workspaceRoot}/own", "{workspaceRoot}/z"], test: ["{workspaceRoot}/babel.json"] },
    b: { test: ["{workspaceRoot}/babel.json"] },
    c: { test: ["{workspaceRoot}/babel.json"] },
  });
  expect(united.projects[0]?.targets["test"]?.command).toBe("npm test");
});
