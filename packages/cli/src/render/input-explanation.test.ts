import { expect, test } from "vitest";
import { renderInputExplanation } from "./input-explanation.ts";

test("says which instruction takes a file, and which pattern keeps it out", () => {
  const by = [{ dockerfile: "api/Dockerfile", line: 4, instruction: "COPY src ./src", stage: "build", context: "api" }];
  expect(renderInputExplanation("api", "api/src/a.ts", { kind: "taken", by })).toBe(
    "api/src/a.ts is an input of api:\n  api/Dockerfile:4  COPY src ./src  (stage build, context api)",
  );
  const ignored = { ignoreFile: "api/.dockerignore", line: 2, pattern: "**/*.test.ts" };
  expect(renderInputExplanation("api", "api/a.test.ts", { kind: "ignored", by: ignored })).toBe(
    "api/a.test.ts is no input of api: api/.dockerignore:2 ignores it with **/*.test.ts",
  );
});
