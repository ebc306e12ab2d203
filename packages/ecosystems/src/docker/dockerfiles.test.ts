import { expect, test } from "vitest";
import { dockerfileSuffix } from "./dockerfiles.ts";

test.each([
  ["Dockerfile", null],
  ["Containerfile", null],
  ["Dockerfile.cuda", "cuda"],
  ["cuda.Dockerfile", "cuda"],
  ["Dockerfile.dockerignore", undefined],
  ["Dockerfile.md", undefined],
  ["Dockerfile.cuda.dockerignore", undefined],
  ["a.Dockerfile.b", undefined],
  ["MyDockerfile", undefined],
])("%s", (name, suffix) => {
  expect(dockerfileSuffix(name)).toBe(suffix);
});
