import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseConfiguration, type UserConfiguration } from "@sluice/core";
import type { Project, Workspace } from "@sluice/ecosystems";
import { afterEach, describe, expect, it } from "vitest";
import { readImages } from "../../src/discovery/read-images.ts";

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

describe("readImages", () => {
  it("infers name, project and context: the project's root, or the repository's where sources are outside", async () => {
    const { images, warnings } = await read({
      "services/api/Dockerfile": "FROM node:24-slim\nCOPY src /app\n",
      "services/api/Dockerfile.dockerignore": "**/*.test.ts\n",
      "services/api/src/main.ts": "",
      "services/api/src/main.test.ts": "",
      "services/web/Dockerfile": "FROM scratch\nCOPY services/web libs/ui /app/\n",
      "services/web/Dockerfile.cuda": "FROM scratch\nARG TARGETARCH\nCOPY bin/$TARGETARCH /app\n",
      "services/web/bin/amd64/web": "",
      "services/web/bin/arm64/web": "",
      "libs/ui/a.css": "",
    });
    expect(warnings).toEqual([]);
    expect(images.map(({ name, project, context, bases }) => ({ name, project, context, bases }))).toEqual([
      { name: "api", project: "api", context: "services/api", bases: ["node:24-slim"] },
      { name: "web", project: "web", context: ".", bases: [] },
      { name: "web-cuda", project: "web", context: "services/web", bases: [] },
    ]);
    expect(images[0]?.inputs).toEqual(["services/api/Dockerfile", "services/api/Dockerfile.dockerignore", "services/api/src/main.ts"]);
    expect(images[2]?.inputs).toEqual(["services/web/Dockerfile.cuda", "services/web/bin/amd64/web", "services/web/bin/arm64/web"]);
  });

  it("asks for what it cannot infer, by name", async () => {
    const { images, unclear, warnings } = await read({
      "services/api/Dockerfile": "FROM scratch\nCOPY dist /app\n",
      "services/api/package.json": "{}",
      "deploy/Dockerfile.none": "FROM scratch\n",
    });
    expect(images).toMatchObject([{ name: "api", inputs: ["services/api/Dockerfile", "services/api/package.json"] }]);
    expect(images[0]?.problem).toMatchObject({
      code: "SLUICE_IMAGE_CONTEXT_UNKNOWN",
      message: expect.stringContaining("images.images.api = {"),
    });
    expect(unclear).toMatchObject([{ dockerfile: "deploy/Dockerfile.none", problem: { code: "SLUICE_IMAGE_PROJECT_UNKNOWN" } }]);
    expect(warnings.map(({ code }) => code)).toEqual(["SLUICE_IMAGE_PROJECT_UNKNOWN", "SLUICE_IMAGE_CONTEXT_UNKNOWN"]);
  });

  it("takes neither of two Dockerfiles that would give one image, until the configuration names one", async () => {
    const files = {
      "services/api/Dockerfile": "FROM scratch\n",
      "deploy/Dockerfile.api": "FROM scratch\n",
      "services/web/Dockerfile": "FROM scratch\n",
    };
    const taken = await read(files);
    expect(taken.images.map(({ name, problem }) => [name, problem?.code ?? null])).toEqual([
      ["api", "SLUICE_IMAGE_NAME_TAKEN"],
      ["web", null],
    ]);
    expect(taken.images[0]?.problem?.message).toMatch(
      /^deploy\/Dockerfile\.api and services\/api\/Dockerfile give the image api; say which/,
    );
    const named = await read(files, { images: { images: { api: { project: "api", dockerfile: "services/api/Dockerfile" } } } });
    expect(named.images.map(({ name, dockerfile, problem }) => [name, dockerfile, problem])).toEqual([
      ["api", "services/api/Dockerfile", null],
      ["web", "services/web/Dockerfile", null],
    ]);
    expect(named.unclear).toMatchObject([{ dockerfile: "deploy/Dockerfile.api", problem: { code: "SLUICE_IMAGE_NAME_TAKEN" } }]);
  });

  it("says of those that are not built what they are made from", async () => {
    const { images, namesakes, warnings } = await read({
      "services/api/go.mod": "module example.com/api\n",
      "services/api/Dockerfile": "FROM scratch\nCOPY proto/api.proto /\n",
      "services/api/tools/Dockerfile": "FROM scratch\nCOPY proto/tools.proto /\n",
      "services/web/Dockerfile": "FROM scratch\nCOPY assets /\nCOPY built /\n",
      "services/web/plugin/go.mod": "module example.com/plugin\n",
      "proto/api.proto": "",
      "proto/tools.proto": "",
      "assets/a.css": "",
    });
    const outside = [...images, ...namesakes].map(({ name, inputs }) => [name, inputs.filter((path) => !path.startsWith("services/"))]);
    expect(outside).toEqual([
      ["api", ["proto/api.proto"]],
      ["web", ["assets/a.css"]],
      ["services/api/tools/Dockerfile", ["proto/tools.proto"]],
    ]);
    expect(images[1]?.inputs).toEqual(["assets/a.css", "services/web/Dockerfile"]);
    expect(warnings.map(({ code }) => code)).toEqual(["SLUICE_IMAGE_NAME_TAKEN", "SLUICE_IMAGE_CONTEXT_UNKNOWN"]);
  });

  it("gives each variant as an image of its own, with the inputs of its stage", async () => {
    const dockerfile = "services/api/Dockerfile";
    const cuda = { targetStage: "cuda", buildArgs: { B: "2" } };
    const { images, warnings } = await read(
      {
        [dockerfile]: "FROM scratch AS cuda\nCOPY gpu /\nFROM scratch AS plain\nCOPY cpu /\n",
        "services/api/gpu": "",
        "services/api/cpu": "",
      },
      { images: { images: { api: { project: "api", dockerfile, buildArgs: { A: "1" }, variants: { cuda } } } } },
    );
    expect(warnings).toEqual([]);
    expect(images).toMatchObject([
      { name: "api", repository: "api", variant: null, targetStage: null, buildArgs: { A: "1" }, inputs: [dockerfile, "services/api/cpu"] },
      {
        name: "api-cuda",
        repository: "api",
        variant: "cuda",
        targetStage: "cuda",
        buildArgs: { A: "1", B: "2" },
        inputs: [dockerfile, "services/api/gpu"],
      },
    ]);
  });

  it("takes the configuration's word, and then says which sources git does not know", async () => {
    const configuration = {
      images: {
        images: { shop: { project: "api", dockerfile: "services/api/Dockerfile", context: "services/api", buildArgs: { A: "1" } } },
      },
    };
    const { images, warnings } = await read(
      { "services/api/Dockerfile": "FROM scratch\nCOPY dist /app\n", "services/api/package.json": "{}" },
      configuration,
    );
    expect(warnings).toEqual([]);
    expect(images).toMatchObject([{ name: "shop", project: "api", context: "services/api", missing: ["dist"], buildArgs: { A: "1" } }]);
  });

  it("gives a broken Dockerfile its problem and reads the others", async () => {
    const { images, warnings } = await read({
      "services/api/Dockerfile": "FROM scratch\nCOPPY a /\n",
      "services/api/a": "",
      "services/web/Dockerfile": "FROM scratch\nCOPY a /\n",
      "services/web/a": "",
    });
    expect(images.map(({ name, problem }) => [name, problem?.code ?? null])).toEqual([
      ["api", "SLUICE_BROKEN_DOCKERFILE"],
      ["web", null],
    ]);
    expect(images[0]?.inputs).toEqual(["services/api/Dockerfile", "services/api/a"]);
    expect(warnings).toMatchObject([{ code: "SLUICE_BROKEN_DOCKERFILE", message: "services/api/Dockerfile:2: unknown instruction COPPY" }]);
  });

  it("follows a link that a source names", async () => {
    const { images } = await read(
      { "services/api/Dockerfile": "FROM scratch\nCOPY ui /app\n", "services/api/shared/a.css": "" },
      {},
      { "services/api/ui": "shared" },
    );
    expect(images[0]?.inputs).toEqual(["services/api/Dockerfile", "services/api/shared/a.css", "services/api/ui"]);
  });

  it("leaves out what lies in hidden, vendored and fixture folders, without a warning", async () => {
    const { images, warnings } = await read({
      "services/api/Dockerfile": "FROM scratch\n",
      ".devcontainer/Dockerfile": "FROM scratch\n",
      "services/api/.devcontainer/Dockerfile.dev": "FROM scratch\n",
      "services/api/vendor/other/Dockerfile.other": "FROM scratch\n",
      "services/web/testdata/Dockerfile": "FROM scratch\n",
    });
    expect({ names: images.map(({ name }) => name), warnings }).toEqual({ names: ["api"], warnings: [] });
  });

  it("leaves out what the configuration ignores", async () => {
    const { images, warnings } = await read(
      { "services/api/Dockerfile": "FROM scratch\n", "templates/x/Dockerfile": "FROM scratch\n" },
      { projects: { ignore: ["templates/*"] } },
    );
    expect({ names: images.map(({ name }) => name), warnings }).toEqual({ names: ["api"], warnings: [] });
  });
});

async function read(files: Record<string, string>, configuration: UserConfiguration = {}, links: Record<string, string> = {}) {
  const root = await mkdtemp(join(tmpdir(), "sluice-images-"));
  folders.push(root);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  for (const [path, target] of Object.entries(links)) await symlink(target, join(root, path));
  const all = [...Object.keys(files), ...Object.keys(links)];
  return readImages({ root, workspace, configuration: parseConfiguration(configuration, "sluice.config.json"), files: all });
}

const project = (name: string): Project => ({
  name,
  root: `services/${name}`,
  type: "app",
  ecosystem: "npm",
  manifest: `services/${name}/package.json`,
  version: "1.0.0",
  private: true,
  targets: {},
});
const projects = [project("api"), project("web"), project("web/plugin")];
const workspace: Workspace = { projects, dependencies: [], lockfiles: [], warnings: [], broken: [] };
