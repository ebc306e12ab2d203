import type { Project } from "@sluice/ecosystems";
import { expect, test } from "vitest";
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
const context: ConfigurationContext = { options: { withoutTargets: new Set() }, nxJson: {}, imageFiles: [], workspaceFiles: [] };

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

test("files that the sources take in are named by a target, whether the project has one or not", () => {
  const reads = ["shared/a.ts"];
  const bare: Project = { ...project, targets: {}, reads };
  expect(toProjectConfiguration(bare, context).targets).toMatchObject({
    reads: { executor: "nx:noop", inputs: ["{workspaceRoot}/shared/a.ts"] },
  });
  const tested: Project = {
    ...bare,
    targets: { test: { ...target, command: "true", inputs: ["default", "{workspaceRoot}/shared/a.ts"] } },
  };
  expect(Object.keys(toProjectConfiguration(tested, context).targets ?? {})).toEqual(["test"]);
});

test("targets can be left out", () => {
  const options = { withoutTargets: new Set(["image"]) };
  expect(Object.keys(toProjectConfiguration(project, { ...context, options }).targets ?? {})).toEqual(["test"]);
});
