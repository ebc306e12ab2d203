import { parseConfiguration } from "@sluice/core";
import type { Project, Workspace } from "@sluice/ecosystems";
import { describe, expect, test } from "vitest";
import { assembleDrafts } from "./assemble-drafts.ts";

const project = (name: string) => ({ name, root: `services/${name}` }) as Project;
const workspace = { projects: [project("api"), project("web")] } as Workspace;

function drafts(files: string[], images: object = {}) {
  const configuration = parseConfiguration({ images: { images } }, "test");
  const found = assembleDrafts({ workspace, configuration, files });
  return {
    images: found.drafts.map(({ name, dockerfile, problem }) => [name, dockerfile, problem?.code ?? null]),
    unclear: found.unclear.map(({ dockerfile, problem }) => [dockerfile, problem.code]),
    warnings: found.warnings.map(({ code }) => code),
  };
}

test("a Dockerfile is an image of the project that it stands in; one of no project is unclear", () => {
  expect(drafts(["services/api/Dockerfile", "services/web/Dockerfile.debug", "deploy/Dockerfile.none"])).toEqual({
    images: [
      ["api", "services/api/Dockerfile", null],
      ["web-debug", "services/web/Dockerfile.debug", null],
    ],
    unclear: [["deploy/Dockerfile.none", "SLUICE_IMAGE_PROJECT_UNKNOWN"]],
    warnings: [],
  });
});

describe("of two with one name", () => {
  const files = ["services/web/Dockerfile", "deploy/Dockerfile.web"];

  test("neither is built unless the configuration says which", () => {
    expect(drafts(files)).toMatchObject({ images: [["web", expect.any(String), "SLUICE_IMAGE_NAME_TAKEN"]], unclear: [] });
  });

  test("that of the configuration has it", () => {
    expect(drafts(files, { web: { project: "web", dockerfile: "deploy/Dockerfile.web" } })).toEqual({
      images: [["web", "deploy/Dockerfile.web", null]],
      unclear: [["services/web/Dockerfile", "SLUICE_IMAGE_NAME_TAKEN"]],
      warnings: [],
    });
  });
});

test("what the configuration names and is not there is left out with a warning", () => {
  const images = { a: { project: "none", dockerfile: "Dockerfile" }, b: { project: "api", dockerfile: "none/Dockerfile" } };
  expect(drafts([], images)).toEqual({ images: [], unclear: [], warnings: ["SLUICE_UNKNOWN_PROJECT", "SLUICE_DOCKERFILE_MISSING"] });
});

test("a variant has the image's Dockerfile and a name of its own", () => {
  const image = { project: "api", dockerfile: "services/api/Dockerfile", variants: { slim: { targetStage: "slim" } } };
  expect(drafts(["services/api/Dockerfile"], { api: image }).images).toEqual([
    ["api", "services/api/Dockerfile", null],
    ["api-slim", "services/api/Dockerfile", null],
  ]);
});
