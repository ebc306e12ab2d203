import { join } from "node:path";
import { readdirSync, writeFileSync } from "node:fs";
import { type Memory, openMemory } from "@sluice/affected";
import { parseConfiguration } from "@sluice/core";
import type { Project, Workspace } from "@sluice/ecosystems";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { findRegistryProgram, type Registry, startRegistry } from "../../../../tools/stack/index.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { TestRepository } from "../../../../tools/test/test-repository.ts";
import { assembleArtifact } from "../../src/artifacts/assemble-artifact.ts";
import { pushArtifact } from "../../src/artifacts/push-artifact.ts";
import { type Docker, openDocker } from "../../src/buildx/find-docker.ts";
import type { Image } from "../../src/discovery/image.ts";
import { type KnownBases, recallKnownBases } from "../../src/discovery/known-bases.ts";
import { readImages } from "../../src/discovery/read-images.ts";
import type { BaseSettings } from "../../src/inputs/base-settings.ts";
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
  docker = openDocker({ program: "docker", plugin: null }, { cwd: repository.root, env: process.env });
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
  const remembered = readdirSync(folder).filter((file) => file.startsWith("base-"));
  expect(remembered).toHaveLength(1);
  for (const file of remembered) writeFileSync(join(folder, file), "[{");
  expect(await readKeys({ docker, memory })).toMatchObject({ keys });
});

describe("without asking anybody", () => {
  test("what an image of the repository leaves to others counts, whatever registry names it", async () => {
    repository.write({ "base/Dockerfile": "FROM scratch\nENV PART=readme.md\nONBUILD COPY main.js /\n" });
    repository.write({ "api/Dockerfile": "FROM r.test/shop/base:1\nCOPY $PART /\n" });
    expect(await inputsOfApi(new Map())).toEqual(["Dockerfile", "main.js", "readme.md"]);
    repository.write({ "base/Dockerfile": "FROM scratch\n" });
  });

  test.each([
    ["by its name", "FROM r.test/node:3-onbuild\nCOPY main.js /\n"],
    ["since nothing else is copied", "FROM r.test/node:3 AS build\nRUN make\nFROM scratch\nCOPY --from=build /app /\n"],
    ["by a variable that nothing else sets", "FROM r.test/node:3\nCOPY $APP/main.js /\n"],
  ])("an unknown base may take all of the context, %s", async (_, dockerfile) => {
    repository.write({ "api/Dockerfile": dockerfile });
    expect(await inputsOfApi(new Map())).toEqual(["Dockerfile", "main.js", "package.json", "readme.md"]);
  });

  test.each([
    ["it copies by itself", "FROM r.test/node:3\nARG APP\nCOPY ${APP}main.js /\n", ["Dockerfile", "main.js"]],
    ["its base is known to bring nothing", "FROM r.test/node:4-onbuild\n", ["Dockerfile"]],
    ["its base is known", "FROM r.test/node:5\nCOPY $APP /\n", ["Dockerfile", "package.json", "readme.md"]],
    ["it has no base", "FROM scratch\n", ["Dockerfile"]],
  ])("and no more than it takes where %s", async (_, dockerfile, inputs) => {
    repository.write({ "api/Dockerfile": dockerfile });
    const five: BaseSettings = { environment: [["APP", "readme.md"]], onBuild: ["COPY package.json /"] };
    expect(
      await inputsOfApi(
        new Map([
          ["r.test/node:4-onbuild", [{ environment: [], onBuild: [] }]],
          ["r.test/node:5", [five]],
        ]),
      ),
    ).toEqual(inputs);
  });

  test("what a look into the registry has told of such bases is remembered, and of no others", async () => {
    const memory = openMemory({ folder: join(repository.folder, "known"), identity: "1" });
    const reference = await pushBase({ Env: ["A=1"] });
    const look = async (dockerfile: string) => {
      repository.write({ "api/Dockerfile": dockerfile });
      await readKeys({ docker, memory });
      return [...recallKnownBases(memory)];
    };
    expect(await look(`FROM ${reference}\nCOPY main.js /\n`)).toEqual([]);
    expect(await look(`FROM ${reference}\n`)).toEqual([[reference, [{ environment: [["A", "1"]], onBuild: [] }]]]);
    await pushBase({ OnBuild: ["COPY main.js /"] });
    expect(await look(`FROM ${reference}\nCOPY readme.md /\n`)).toEqual([[reference, [{ environment: [], onBuild: ["COPY main.js /"] }]]]);
  });
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

test("a base that takes what nothing in the repository tells of is said aloud", async () => {
  const reference = await pushBase({ OnBuild: ["COPY main.js /"] });
  expect(await warningsOf(`FROM ${reference}\nCOPY readme.md /\n`)).toEqual([
    expect.stringMatching(
      /^SLUICE_BASE_TAKES_FILES api\/Dockerfile: .*\/base:1 takes files by ONBUILD \(COPY main\.js \/\), .*copy them in the Dockerfile too/,
    ),
  ]);
  expect(await warningsOf(`FROM ${reference}\nCOPY readme.md main.js /\n`)).toEqual([]);
  // All of its context counts for `affected`.
  expect(await warningsOf(`FROM ${reference}\n`)).toEqual([]);
});

async function warningsOf(dockerfile: string): Promise<string[]> {
  repository.write({ "api/Dockerfile": dockerfile });
  return (await readKeys({ docker })).warnings.map(({ code, message }) => `${code} ${message}`);
}

async function keyOfApi(): Promise<string | null> {
  return (await readKeys({ docker })).keys.get("api") ?? null;
}

async function readKeys(request: { docker: Docker; memory?: Memory }): Promise<ImageKeys> {
  return readImageKeys({ root: repository.root, images: await readAll(), wanted: new Set(["api"]), prefix: null, ...request });
}

async function inputsOfApi(knownBases: KnownBases): Promise<string[]> {
  const image = (await readAll(knownBases)).find(({ name }) => name === "api");
  return (image?.inputs ?? []).map((path) => path.replace("api/", ""));
}

async function readAll(knownBases?: KnownBases): Promise<Image[]> {
  const files = ["Dockerfile", "main.js", "package.json", "readme.md"].map((name) => `api/${name}`).concat("base/Dockerfile");
  const { images } = await readImages({
    root: repository.root,
    workspace,
    configuration: parseConfiguration({}, "sluice.config.json"),
    files,
    knownBases,
  });
  return images;
}

async function pushBase(config: object): Promise<string> {
  const reference = `${registry.address}/base:1`;
  const data = Buffer.from(JSON.stringify({ os: "linux", architecture: "amd64", config }));
  const artifact = assembleArtifact({ config: { mediaType: "application/vnd.oci.image.config.v1+json", data }, layers: [] });
  await pushArtifact(reference, artifact, { env: process.env });
  return reference;
}
