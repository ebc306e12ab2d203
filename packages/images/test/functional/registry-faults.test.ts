import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { checkDocker } from "../../../../tools/setup/docker.mjs";
import {
  type Fault,
  type FaultProxy,
  findRegistryProgram,
  type Registry,
  startFaultProxy,
  startRegistry,
} from "../../../../tools/stack/index.ts";
import { removeLocalImages } from "../../../../tools/test/remove-local-images.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { buildImages, type ImageBuildResult } from "../../src/build/build-images.ts";
import { type Docker, findDocker } from "../../src/buildx/find-docker.ts";
import { makeImage, makeMetadata, makePlan } from "../../src/plan/make-image.fixture.ts";
import { readRegistryImage } from "../../src/registry/read-registry-image.ts";

let missing: string | null = null;
let registry: Registry | null = null;
let proxy: FaultProxy | null = null;
let docker: Docker | null = null;
let folder = "";
let prefix = "";
let count = 0;

beforeAll(async () => {
  const { reason, client } = await checkDocker();
  missing = reason ?? ((await findRegistryProgram()) === null ? "the program docker-registry is not installed" : null);
  if (missing !== null || client === null) return;
  folder = await mkdtemp(join(tmpdir(), "sluice-faults-"));
  docker = await findDocker({ cwd: folder, env: { ...process.env, DOCKER: client } });
  registry = await startRegistry();
  proxy = await startFaultProxy(registry.address);
});
beforeEach(async (context) => {
  requirePart(context, missing);
  count += 1;
  prefix = `${proxy?.address ?? ""}/shop${count}`;
  proxy?.setFaults([]);
  proxy?.requests.splice(0);
  // Other content for each test: what the engine has pushed once it does not push again.
  for (const name of ["api", "web"]) {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, "Dockerfile"), `FROM scratch\nCOPY Dockerfile /${name}${count}\n`);
  }
});
afterAll(async () => {
  await proxy?.stop();
  if (registry !== null && proxy !== null && docker !== null) await removeLocalImages(docker.program, proxy.address);
  await registry?.stop();
  if (folder !== "") await rm(folder, { recursive: true, force: true });
});

describe("a registry that recovers", () => {
  it("is waited for as long as its Retry-After says", async () => {
    await build([]);
    const path = /\/manifests\/key-/;
    proxy?.requests.splice(0);
    expect(await build([{ path, methods: ["GET"], times: 1, answer: { status: 429, headers: { "retry-after": "2" } } }])).toMatchObject({
      images: [{ action: "unchanged" }, { action: "unchanged" }],
    });
    const asked = proxy?.requests.filter(({ line }) => /GET .*\/manifests\/key-/.test(line)) ?? [];
    expect(asked).toHaveLength(3);
    const again = asked.find(({ line }, index) => asked.findIndex((other) => other.line === line) < index);
    const first = asked.find(({ line }) => line === again?.line);
    expect((again?.time ?? 0) - (first?.time ?? 0)).toBeGreaterThanOrEqual(1990);
  });

  it.each<[string, Fault]>([
    ["breaks off in mid-upload", { path: /\/blobs\/uploads\//, methods: ["PATCH", "PUT"], times: 1, answer: "reset-upload" }],
    ["fails to take a manifest once", { path: /\/manifests\//, methods: ["PUT"], times: 1, answer: { status: 503 } }],
  ])("and %s gets all images in the end, in one run", async (_, fault) => {
    expect(await build([fault])).toMatchObject({ images: [{ action: "built" }, { action: "built" }], failures: [] });
    expect(await tags()).toEqual(["held", "held"]);
  });
});

describe("a registry that does not recover", () => {
  it.each<[string, Fault, string, RegExp]>([
    [
      "has a full disk",
      {
        path: /\/manifests\//,
        methods: ["PUT"],
        answer: { status: 500, body: '{"errors":[{"code":"UNKNOWN","message":"no space left on device"}]}' },
      },
      "SLUICE_REGISTRY_UNREACHABLE",
      /500/,
    ],
    [
      "asks to wait for an hour",
      { path: /\/manifests\//, methods: ["GET"], answer: { status: 429, headers: { "retry-after": "3600" } } },
      "SLUICE_REGISTRY_UNREACHABLE",
      /429 .*asks to wait 3600 s/,
    ],
    [
      "does not know the login",
      { path: /./, answer: { status: 401, headers: { "www-authenticate": 'Basic realm="shop"' } } },
      "SLUICE_REGISTRY_UNAUTHORIZED",
      /refuses access/,
    ],
    ["breaks every connection", { path: /./, answer: "reset" }, "SLUICE_REGISTRY_UNREACHABLE", /does not answer as it should/],
    [
      "has an immutable tag",
      {
        path: /\/manifests\/latest$/,
        methods: ["PUT"],
        answer: {
          status: 400,
          body: '{"errors":[{"code":"TAG_INVALID","message":"The image tag latest already exists and is immutable"}]}',
        },
      },
      "SLUICE_IMAGE_TAG_REFUSED",
      /immutable|400/,
    ],
  ])("and %s is one error, tags nothing, and a second run finishes", async (_, fault, code, message) => {
    const failed = await build([fault]).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code, message: expect.stringMatching(message) });
    proxy?.setFaults([]);
    expect(await tags()).toEqual([null, null]);
    expect(await build([])).toMatchObject({ images: [{ name: "api" }, { name: "web" }], failures: [] });
    expect(await tags()).toEqual(["held", "held"]);
  });
});

function build(faults: readonly Fault[]): Promise<ImageBuildResult> {
  if (docker === null) throw new Error("docker is not there");
  proxy?.setFaults(faults);
  const images = ["api", "web"].map((name) => makeImage(name, { dockerfile: `${name}/Dockerfile`, context: name }));
  const metadata = new Map(images.map(({ name }) => [name, makeMetadata(`${prefix}/${name}`)]));
  return buildImages({ plan: makePlan(images, ["api", "web"], { prefix, metadata }), docker, output: "push" });
}

/** Whether each image's `latest` is there. */
async function tags(): Promise<(string | null)[]> {
  const door = docker;
  if (door === null) throw new Error("docker is not there");
  return Promise.all(
    ["api", "web"].map(async (name) => ((await readRegistryImage(door, `${prefix}/${name}:latest`)) === null ? null : "held")),
  );
}
