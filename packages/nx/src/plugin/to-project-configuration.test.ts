import type { Project } from "@sluice/ecosystems";
import { expect, test } from "vitest";
import { type LockfilePlaces, outsideFiles } from "./outside-files.ts";
import { toProjectConfiguration, type ConfigurationContext } from "./to-project-configuration.ts";

const target = { cwd: "a", cache: true, inputs: ["default", "^production"], outputs: [], dependsOn: [], description: "Does it." };
const project: Project = {
  name: "a",
  root: "a",
  type: "app",
  ecosystem: "go",
  manifest: "a/go.mod",
  version: null,
  private: true,
  targets: {
    test: { ...target, command: "go test ./..." },
    image: { ...target, cache: false, command: "sluice images build --project a" },
  },
};
/** With no file that could be a lockfile but go.work. */
const places: LockfilePlaces = { lockfiles: [], hasFile: (path) => path === "go.work" };
const context: ConfigurationContext = {
  options: { withoutTargets: new Set() },
  nxJson: {},
  imageFiles: [],
  workspaceFiles: [],
  outside: outsideFiles(project, places),
};

test("a named input that nx.json does not define is not used", () => {
  expect(toProjectConfiguration(project, context).targets?.["test"]?.inputs).toEqual(["default", "^default"]);
  const nxJson = { namedInputs: { production: ["default"] } };
  expect(toProjectConfiguration(project, { ...context, nxJson }).targets?.["test"]?.inputs).toEqual(["default", "^production"]);
});

test("files of no project are inputs of the image; files that concern every project are inputs of every target", () => {
  const { targets } = toProjectConfiguration(project, { ...context, imageFiles: ["common.conf"], workspaceFiles: ["sluice.config.*"] });
  expect(targets?.["test"]?.inputs).toEqual(["default", "^default", "{workspaceRoot}/sluice.config.*"]);
  const files = ["default", "^default", "{workspaceRoot}/sluice.config.*", "{workspaceRoot}/common.conf"];
  expect(targets?.["image-state"]?.inputs).toEqual(files);
  expect(targets?.["image"]?.inputs).toEqual([...files, expect.objectContaining({ dependentTasksOutputFiles: expect.any(String) })]);
});

test("an image whose dependencies the project says itself is not cached", () => {
  const { targets } = toProjectConfiguration(project, { ...context, ownSettings: ['{"targets":{"image":{"dependsOn":["build"]}}}'] });
  expect(targets?.["image"]).toMatchObject({ cache: false, command: "sluice images build --project a" });
  expect(Object.keys(targets ?? {})).not.toContain("image-state");
});

test("commands run in their folder; scripts are run as Nx runs them", () => {
  expect(toProjectConfiguration(project, context).targets?.["test"]).toMatchObject({ command: "go test ./...", options: { cwd: "a" } });
  const npm: Project = { ...project, ecosystem: "npm", targets: { test: { ...target, command: "npm run test" } } };
  expect(toProjectConfiguration(npm, context).targets?.["test"]).toMatchObject({ executor: "nx:run-script", options: { script: "test" } });
});

test("files that the sources take in are named by a target, whether the project has one or not, and concern those that need it", () => {
  const reads = ["shared/(a).ts"];
  const bare: Project = { ...project, targets: {}, reads };
  const nxJson = { namedInputs: { default: ["{projectRoot}/src/**"], production: ["{projectRoot}/src/main.go"] } };
  expect(
    toProjectConfiguration(bare, { ...context, nxJson, outside: outsideFiles(bare, { ...places, lockfiles: ["Cargo.lock"] }) }),
  ).toMatchObject({
    targets: {
      reads: { executor: "nx:noop", inputs: expect.arrayContaining(["{workspaceRoot}/Cargo.lock", "{workspaceRoot}/shared/?a?.ts"]) },
    },
    namedInputs: {
      default: expect.arrayContaining(["{projectRoot}/src/**", "{workspaceRoot}/Cargo.lock", "{workspaceRoot}/shared/?a?.ts"]),
      production: expect.arrayContaining(["{projectRoot}/src/main.go", "{workspaceRoot}/Cargo.lock", "{workspaceRoot}/shared/?a?.ts"]),
    },
  });
  const tested: Project = {
    ...bare,
    targets: { test: { ...target, command: "true", inputs: ["default", "{workspaceRoot}/shared/(a).ts"] } },
  };
  const { targets } = toProjectConfiguration(tested, { ...context, outside: outsideFiles(tested, places) });
  expect(targets).toEqual({ test: expect.objectContaining({ inputs: ["default", "{workspaceRoot}/shared/?a?.ts"] }) });
});

test("a folder on the way may be a submodule", () => {
  expect(outsideFiles({ ...project, reads: ["shared/mod/a.ts"] }, places).inputs).toEqual(
    expect.arrayContaining(["{workspaceRoot}/shared", "{workspaceRoot}/shared/mod", "{workspaceRoot}/shared/mod/a.ts"]),
  );
});

test("a lockfile above the project that is gone may have been its own", () => {
  const [gone] = outsideFiles(project, places).inputs;
  expect(gone).toMatch(/^\{workspaceRoot\}\/\{.*,Cargo\.lock,.*\}$/);
  expect(gone).not.toContain("go.work,");
});

test("the files of a folder that is called like a pattern are inputs", () => {
  expect(outsideFiles({ ...project, root: "app/(a)" }, places).inputs).toContain("{workspaceRoot}/app/?a?/**");
});

test("what lint alone reads concerns nobody else", () => {
  const inputs = ["default", "{workspaceRoot}/.golangci.yml"];
  const linted: Project = { ...project, targets: { ...project.targets, lint: { ...target, command: "golangci-lint run", inputs } } };
  expect(outsideFiles(linted, places).inputs).not.toContain("{workspaceRoot}/.golangci.yml");
});

test("targets can be left out", () => {
  const options = { withoutTargets: new Set(["image"]) };
  expect(Object.keys(toProjectConfiguration(project, { ...context, options }).targets ?? {})).toEqual(["test"]);
});
