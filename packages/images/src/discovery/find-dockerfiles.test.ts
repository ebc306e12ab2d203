import type { Project } from "@sluice/ecosystems";
import { describe, expect, it } from "vitest";
import { findDockerfiles } from "./find-dockerfiles.ts";
import { imageName } from "./image-name.ts";

const project = (name: string, root: string): Project => ({
  name,
  root,
  type: "app",
  ecosystem: "npm",
  manifest: `${root}/package.json`,
  version: null,
  private: true,
  targets: {},
});
const projects = [
  project("shop", "."),
  project("@acme/gateway", "services/gateway"),
  project("elite", "apps/elite-api"),
  project("inner", "services/gateway/inner"),
];

describe("findDockerfiles", () => {
  it.each([
    ["services/gateway/Dockerfile", "@acme/gateway", null],
    ["services/gateway/docker/Dockerfile.cuda", "@acme/gateway", "cuda"],
    ["services/gateway/inner/Containerfile", "inner", null],
    ["deploy/Dockerfile.elite", "elite", "elite"],
    ["deploy/elite-api.Dockerfile", "elite", "elite-api"],
    ["deploy/elite-api.dockerfile", "elite", "elite-api"],
    ["docker/gateway/Dockerfile", "@acme/gateway", null],
    ["deploy/Dockerfile.none", null, "none"],
    ["Dockerfile", "shop", null],
    ["other/Dockerfile", null, null],
  ])("%s belongs to %s", (path, owner, suffix) => {
    expect(findDockerfiles([path], projects)).toEqual([{ path, project: owner, suffix }]);
  });

  it("passes over ignore files, templates and code", () => {
    expect(
      findDockerfiles(["Dockerfile.dockerignore", "a/Dockerfile.j2", "b/dockerfile.ts", "c/Dockerfile.md", "d/MyDockerfile"], projects),
    ).toEqual([]);
  });
});

describe("imageName", () => {
  it.each([
    ["@acme/gateway", null, "gateway"],
    ["gateway", "cuda", "gateway-cuda"],
    ["elite", "elite", "elite"],
    ["My Service", null, "my-service"],
    ["a__b..c", null, "a__b-c"],
  ])("%s and %s give %s", (name, suffix, expected) => {
    expect(imageName(name, suffix)).toBe(expected);
  });
});
