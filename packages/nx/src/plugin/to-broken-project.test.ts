import type { Project } from "@sluice/ecosystems";
import { expect, test } from "vitest";
import { toBrokenProject } from "./to-broken-project.ts";

const problem = "services/brand/pyproject.toml:2: it's no value";

function project(name: string, root: string): Project {
  return { name, root, type: "app", ecosystem: "docker", manifest: `${root}/Dockerfile`, version: null, private: true, targets: {} };
}

test("the folder becomes a project whose targets fail and say why", () => {
  const broken = toBrokenProject({
    root: "services/brand",
    manifest: "services/brand/pyproject.toml",
    problem,
    workspace: { projects: [] },
  });
  expect(broken.name).toBe("brand");
  expect(Object.keys(broken.targets ?? {})).toEqual(["lint", "test", "build"]);
  expect(broken.targets?.["test"]).toMatchObject({
    command: `printf '%s\\n' 'SLUICE_BROKEN_MANIFEST: services/brand/pyproject.toml:2: it'\\''s no value' >&2 && exit 1`,
    cache: false,
  });
});

test("a folder with something else in it keeps the name of that", () => {
  const workspace = { projects: [project("brand-image", "services/brand")] };
  expect(toBrokenProject({ root: "services/brand", manifest: "services/brand/pyproject.toml", problem, workspace }).name).toBe(
    "brand-image",
  );
});

test("a name that is taken gives way to the path", () => {
  const workspace = { projects: [project("brand", "apps/brand")] };
  expect(toBrokenProject({ root: "services/brand", manifest: "services/brand/pyproject.toml", problem, workspace }).name).toBe(
    "services/brand",
  );
});
