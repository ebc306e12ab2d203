import { expect, test } from "vitest";
import { dockerfileSuffix } from "./dockerfiles.ts";

test.each([
  ["Dockerfile", null],
  ["Containerfile", null],
  ["Dockerfile.cuda", "cuda"],
  ["cuda.Dockerfile", "cuda"],
  ["cuda.dockerfile", "cuda"],
  ["cuda.containerfile", "cuda"],
  ["dockerfile", undefined],
  ["dockerfile.lang", undefined],
  ["Dockerfile.dockerignore", undefined],
  ["Dockerfile.md", undefined],
  ["Dockerfile.cuda.dockerignore", undefined],
  ["a.Dockerfile.b", undefined],
  ["MyDockerfile", undefined],
])("%s", (name, suffix) => {
  expect(dockerfileSuffix(name)).toBe(suffix);
});
