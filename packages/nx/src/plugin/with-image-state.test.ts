import { expect, test } from "vitest";
import { hasOwnImageSettings, withImageState } from "./with-image-state.ts";

test("image is cached by what image-state writes, which runs each time", () => {
  const image = { command: "sluice images build --project api", inputs: ["default"], options: { cwd: "." }, cache: false };
  const { image: cached, "image-state": state } = withImageState(image, "services/my api");
  const file = ".nx/workspace-data/sluice/images/services/my api/state.json";
  expect(cached).toMatchObject({
    command: `sluice images build --project api --nx-state '${file}'`,
    cache: true,
    inputs: ["default", { dependentTasksOutputFiles: "**/sluice/images/**/state.json" }],
    dependsOn: [{ target: "image-state", params: "forward" }],
  });
  expect(state).toMatchObject({ cache: false, inputs: ["default"], outputs: [`{workspaceRoot}/${file}`] });
});

test.each([
  [{ image: { dependsOn: ["build"] } }, [], true],
  [{ "im*": [{ filter: { projects: ["a"] }, inputs: ["default"] }] }, [], true],
  [{ "nx:run-commands": { inputs: [] } }, [], true],
  [{ image: { options: {} }, build: { dependsOn: ["^build"] } }, [], false],
  [{}, ['{"targets":{"image":{"inputs":[]}}}'], true],
  [{}, ['{"nx":{"targets":{"image":{"dependsOn":["build"]}}}}'], true],
  [{}, ['{"targets":{"build":{"inputs":[]},"image":{"options":{}}}}', "{"], false],
] as const)("settings %j and manifests %j take the place of what image depends on: %j", (targetDefaults, texts, expected) => {
  expect(hasOwnImageSettings({ targetDefaults: structuredClone(targetDefaults) as Record<string, object> }, texts)).toBe(expected);
});
