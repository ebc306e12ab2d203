import { expect, test } from "vitest";
import type { ImageInputsRequest } from "./compute-image-inputs.ts";
import { explainInput } from "./explain-input.ts";

const text = [
  "FROM node AS build",
  "COPY package.json ./",
  "COPY --from=common lib /lib",
  "COPY src ./src",
  "FROM node AS unused",
  "COPY notes /",
  "FROM node",
  "COPY --from=build /src /app",
].join("\n");
const request: ImageInputsRequest = {
  dockerfile: { path: "api/Dockerfile", text },
  context: "api",
  files: [
    "api/Dockerfile",
    "api/package.json",
    "api/src/a.ts",
    "api/src/a.test.ts",
    "api/src/keep.test.ts",
    "api/notes",
    "common/lib/x",
    "web/a",
  ],
  ignoreFiles: new Map([["api/Dockerfile.dockerignore", "# tests\n**/*.test.ts\n!**/keep.test.ts\n"]]),
  buildArgs: {},
  buildContexts: { common: "common" },
  targetStage: null,
  platform: "linux/amd64",
};

test("a file that is taken names instruction, line, stage and context", () => {
  expect(explainInput(request, "api/src/a.ts")).toEqual({
    kind: "taken",
    by: [{ dockerfile: "api/Dockerfile", line: 4, instruction: "COPY src ./src", stage: "build", context: "api" }],
  });
  expect(explainInput(request, "common/lib/x")).toMatchObject({ kind: "taken", by: [{ line: 3, context: "common" }] });
  expect(explainInput(request, "api/src/keep.test.ts")).toMatchObject({ kind: "taken" });
  expect(explainInput(request, "api/Dockerfile")).toEqual({ kind: "dockerfile" });
});

test("a file that is ignored names the pattern and where it stands", () => {
  expect(explainInput(request, "api/src/a.test.ts")).toEqual({
    kind: "ignored",
    by: { ignoreFile: "api/Dockerfile.dockerignore", line: 2, pattern: "**/*.test.ts" },
  });
});

test("no instruction of a stage that is needed copies it; no context holds it; git does not know it", () => {
  expect(explainInput(request, "api/notes")).toEqual({ kind: "not-copied", dockerfile: "api/Dockerfile" });
  expect(explainInput({ ...request, targetStage: "unused" }, "api/notes")).toMatchObject({ by: [{ line: 6, stage: "unused" }] });
  expect(explainInput(request, "web/a")).toEqual({ kind: "outside", contexts: ["api", "common"] });
  expect(explainInput(request, "api/none")).toEqual({ kind: "unknown" });
});
