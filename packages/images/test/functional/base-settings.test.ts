import { join } from "node:path";
import { readdirSync, writeFileSync } from "node:fs";
import { type Memory, openMemory } from "@sluice/affected";
import { parseConfiguration } from "@sluice/core";
import type { Project, Workspace } from "@sluice/ecosystems";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { findRegistryProgram, type Registry, startRegistry } from "../../../../tools/stack/index.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { TestRepository } from "../../../../tools/test/test-repository.ts";
import { assembleArtifact } from "../../src/artifacts/assemble-artifact.ts";
import { pushArtifact } from "../../src/artifacts/push-artifact.ts";
import { type Docker, openDocker } from "../../src/buildx/find-docker.ts";
import { readImages } from "../../src/discovery/read-images.ts";
import { type ImageKeys, readImageKeys } from "../../src/plan/read-image-keys.ts";

const projects = ["api", "base"].map((name): Project => {
  const manifest = `${name}/Dockerfile`;
  return { name, root: name, type: "app", ecosystem: "docker", manifest, version: null, private: true, targets: {} };
});
const workspace: Workspace = { projects, dependencies: [], broken: [], warnings: [] } as unknown as Workspace;
let missing: string | null = null;
let registry: Registry;
let repository: TestRepository;
let docker: Docker;

beforeAll(async () => {
  if ((await findRegistryProgram()) === null) return void (missing = "the program docker-registry is not installed");
  registry = await startRegistry();
  repository = TestRepository.init({
    "api/package.json": "{}",
    "api/main.js": "1",
    "api/readme.md": "",
    "api/Dockerfile": "FROM scratch\n",
    "base/Dockerfile": "FROM scratch\n",
  });
  docker = openDocker("docker", { cwd: repository.root, env: process.env });
});
beforeEach((context) => requirePart(context, missing));
afterAll(async () => {
  await registry?.stop();
  repository?.remove();
});

test("files that only an ONBUILD trigger of the base copies are part of the key, and nothing else is", async () => {
  const reference = await pushBase({ OnBuild: ["COPY package.json $MAIN /app/"], Env: ["MAIN=main.js"] });
  repository.write({ "api/Dockerfile": `FROM ${reference}\n` });
  const first = await keyOfApi();
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  repository.write({ "api/readme.md": "said better" });
  expect(await keyOfApi()).toBe(first);
  repository.write({ "api/main.js": "2" });
  expect(await keyOfApi()).not.toBe(first);
});

test("a variable of the base says what is copied", async () => {
  const reference = await pushBase({ Env: ["PART=readme.md"] });
  repository.write({ "api/Dockerfile": `FROM ${reference}\nCOPY $PART /app/\n` });
  const first = await keyOfApi();
  repository.write({ "api/main.js": "3" });
  expect(await keyOfApi()).toBe(first);
  repository.write({ "api/readme.md": "and better" });
  expect(await keyOfApi()).not.toBe(first);
});

test("what an image of the repository leaves to others counts like that, with what it has from its own base", async () => {
  const reference = await pushBase({ Env: ["PART=main.js"] });
  repository.write({
    "base/Dockerfile": `FROM ${reference} AS start\nARG OTHER=readme.md\nENV DIR=.\nFROM start\nONBUILD COPY $DIR/$PART $OTHER /app/\n`,
    "api/Dockerfile": "FROM base\nARG OTHER=package.json\n",
  });
  const first = await keyOfApi();
  repository.write({ "api/readme.md": "best" });
  expect(await keyOfApi()).not.toBe(first);
  // ARG stays in the build that has it: there $OTHER is nothing, which copies the whole context.
  repository.write({ "api/Dockerfile": "FROM base\n", "base/Dockerfile": `FROM ${reference}\nONBUILD COPY $PART /app/\n` });
  const second = await keyOfApi();
  repository.write({ "api/readme.md": "better than best" });
  expect(await keyOfApi()).toBe(second);
  repository.write({ "api/main.js": "4" });
  expect(await keyOfApi()).not.toBe(second);
});

test("what a digest brings along is asked for once", async () => {
  const reference = await pushBase({ OnBuild: ["COPY package.json /"] });
  repository.write({ "api/Dockerfile": `FROM ${reference}\n` });
  const folder = join(repository.folder, "bases");
  const memory = openMemory({ folder, identity: "1" });
  const asked: string[] = [];
  const counting = {
    ...docker,
    fetchManifest: async (of: string, options: { timeout: number }) => (asked.push(of), docker.fetchManifest!(of, options)),
  };
  const { keys } = await readKeys({ docker: counting, memory });
  expect(asked).toEqual([reference, expect.stringContaining("@sha256:")]);
  expect(await readKeys({ docker: counting, memory })).toMatchObject({ keys });
  expect(asked).toEqual([reference, expect.stringContaining("@sha256:"), reference]);
  // What was cut off while it was written is read anew.
  const remembered = readdirSync(folder);
  expect(remembered).toHaveLength(1);
  for (const file of remembered) writeFileSync(join(folder, file), "[{");
  expect(await readKeys({ docker, memory })).toMatchObject({ keys });
});

test("a base of which no more than the digest can be had is said aloud", async () => {
  const reference = await pushBase({ Env: ["LOST=1"] });
  repository.write({ "api/Dockerfile": `FROM ${reference}\nCOPY main.js /\n` });
  const fetchManifest: Docker["fetchManifest"] = async (of, options) =>
    of.includes("@") ? { kind: "missing" } : docker.fetchManifest!(of, options);
  const { keys, warnings } = await readKeys({ docker: { ...docker, fetchManifest } });
  expect(warnings).toMatchObject([{ code: "SLUICE_BASE_NOT_READ", message: expect.stringContaining(reference) as string }]);
  expect(keys.get("api")).toMatch(/^[0-9a-f]{64}$/);
});

async function keyOfApi(): Promise<string | null> {
  return (await readKeys({ docker })).keys.get("api") ?? null;
}

async function readKeys(request: { docker: Docker; memory?: Memory }): Promise<ImageKeys> {
  const files = ["Dockerfile", "main.js", "package.json", "readme.md"].map((name) => `api/${name}`).concat("base/Dockerfile");
  const { images } = await readImages({
    root: repository.root,
    workspace,
    configuration: parseConfiguration({}, "sluice.config.json"),
    files,
  });
  return readImageKeys({ root: repository.root, images, wanted: new Set(["api"]), prefix: null, ...request });
}

async function pushBase(config: object): Promise<string> {
  const reference = `${registry.address}/base:1`;
  const data = Buffer.from(JSON.stringify({ os: "linux", architecture: "amd64", config }));
  const artifact = assembleArtifact({ config: { mediaType: "application/vnd.oci.image.config.v1+json", data }, layers: [] });
  await pushArtifact(reference, artifact, { env: process.env });
  return reference;
}
