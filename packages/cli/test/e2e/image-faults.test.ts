import { randomBytes } from "node:crypto";
import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type Fault,
  type FaultProxy,
  type Registry,
  startBuildkit,
  startFaultProxy,
  startRegistry,
  whyNoBuildkit,
} from "../../../../tools/stack/index.ts";
import { findImageParts } from "../../../../tools/test/find-image-parts.ts";
import { removeLocalImages } from "../../../../tools/test/remove-local-images.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { Shop } from "./image-shop.ts";

let shop: Shop;
let registry: Registry | null = null;
let proxy: FaultProxy | null = null;
let docker = "docker";
let missing: string | null = null;
let count = 0;

beforeAll(async () => {
  shop = Shop.init({
    "package.json": JSON.stringify({ name: "shop", private: true }),
    "services/api/package.json": JSON.stringify({ name: "api", version: "1.0.0", private: true }),
    "services/web/package.json": JSON.stringify({ name: "web", version: "1.0.0", private: true }),
  });
  ({ docker, missing } = await findImageParts());
  if (missing !== null) return;
  registry = await startRegistry();
  proxy = await startFaultProxy(registry.address);
});
beforeEach(async (context) => {
  requirePart(context, missing);
  count += 1;
  proxy?.setFaults([]);
  proxy?.requests.splice(0);
  // Other content for each test: what the engine has pushed once it does not push again.
  const dockerfile = (name: string) => `FROM scratch\nCOPY package.json /${name}-${count}\nUSER 1\n`;
  shop.commit({ "services/api/Dockerfile": dockerfile("api"), "services/web/Dockerfile": dockerfile("web") });
});
afterAll(async () => {
  await proxy?.stop();
  for (const address of [proxy?.address, registry?.address]) if (address !== undefined) await removeLocalImages(docker, address);
  await registry?.stop();
  shop.remove();
});

test("every manifest and tag is written once: a tag never names one platform alone", async () => {
  expect(await build()).toMatchObject({ exitCode: 0 });
  const written = proxy?.requests.map(({ line }) => line).filter((line) => /^PUT .*\/manifests\//.test(line)) ?? [];
  expect(written.filter((line) => line.includes("/manifests/key-"))).toHaveLength(2);
  expect(written.filter((line, index) => written.indexOf(line) !== index)).toEqual([]);
});

describe("a registry that recovers is waited for", () => {
  test.each<[string, Fault]>([
    [
      "says 429 with Retry-After",
      { path: /\/manifests\/key-/, methods: ["GET"], times: 1, answer: { status: 429, headers: { "retry-after": "2" } } },
    ],
    ["breaks off in mid-push", { path: /\/blobs\/uploads\//, methods: ["PATCH", "PUT"], times: 1, answer: "reset-upload" }],
    ["does not take a manifest once", { path: /\/manifests\//, methods: ["PUT"], times: 1, answer: { status: 503 } }],
  ])("one that %s", async (_, fault) => {
    proxy?.setFaults([fault]);
    expect(await build()).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await tags()).toEqual(["api", "web"]);
    if (typeof fault.answer === "string" || fault.answer.status !== 429) return;
    const asked = proxy?.requests.filter(({ line }) => /GET .*\/manifests\/key-/.test(line)) ?? [];
    const again = asked.find(({ line }, index) => asked.findIndex((other) => other.line === line) < index);
    const first = asked.find(({ line }) => line === again?.line);
    expect((again?.time ?? 0) - (first?.time ?? 0)).toBeGreaterThanOrEqual(1990);
  });
});

test("a registry that says 429 with Retry-After to a push is asked, since buildx does not tell, and left alone for so long", async () => {
  const retryLater = { status: 429, headers: { "retry-after": "2" } };
  let asked = 0;
  const heal = () => {
    asked = performance.now();
    proxy?.setFaults([]);
  };
  // What buildx uploads comes before its manifests: the upload after a manifest was refused is Sluice's own question.
  const question: Fault = { path: /\/blobs\/uploads\/$/, methods: ["POST"], answer: retryLater, onSpoil: heal };
  const push: Fault = { path: /\/manifests\//, methods: ["PUT"], answer: retryLater, onSpoil: () => proxy?.setFaults([question, push]) };
  proxy?.setFaults([push]);
  expect(await build(proxy?.address, {}, ["--project", "api"])).toMatchObject({ exitCode: 0, stderr: "" });
  expect(await tags()).toEqual(["api"]);
  const next = proxy?.requests.find(({ time }) => time > asked + 1);
  expect((next?.time ?? 0) - asked).toBeGreaterThanOrEqual(1990);
  expect(proxy?.requests.some(({ line, status }) => line.startsWith("DELETE ") && status === 204)).toBe(true);
});

describe("a registry that does not recover is one error with a hint, nothing is tagged, and a second run finishes", () => {
  test.each<[string, Fault, string, RegExp]>([
    ["answers 500", { path: /\/manifests\//, methods: ["PUT"], answer: { status: 500 } }, "SLUICE_REGISTRY_UNREACHABLE", /500/],
    [
      "asks to wait for an hour",
      { path: /\/manifests\//, methods: ["GET"], answer: { status: 429, headers: { "retry-after": "3600" } } },
      "SLUICE_REGISTRY_UNREACHABLE",
      /429 .*asks to wait 3600 s/,
    ],
    [
      "asks pushes to wait for an hour",
      { path: /\/blobs\/uploads\//, methods: ["POST"], answer: { status: 429, headers: { "retry-after": "3600" } } },
      "SLUICE_REGISTRY_UNREACHABLE",
      /429 .*asks to wait 3600 s/,
    ],
    [
      "does not know the login",
      { path: /./, answer: { status: 401, headers: { "www-authenticate": 'Basic realm="shop"' } } },
      "SLUICE_REGISTRY_UNAUTHORIZED",
      /docker login/,
    ],
    ["breaks every connection", { path: /./, answer: "reset" }, "SLUICE_REGISTRY_UNREACHABLE", /goes on where it stopped/],
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
      /release a new version/,
    ],
  ])("one that %s", async (_, fault, code, message) => {
    proxy?.setFaults([fault]);
    const { exitCode, stdout, stderr } = await build();
    expect({ exitCode, stdout, first: stderr.split(":")[0] }).toEqual({ exitCode: 2, stdout: "", first: code });
    expect(stderr).toMatch(message);
    expect(stderr.match(/^ {2}hint: /gm)).toHaveLength(1);
    expect(await tags()).toEqual([]);
    proxy?.setFaults([]);
    expect(await build()).toMatchObject({ exitCode: 0 });
    expect(await tags()).toEqual(["api", "web"]);
  });
});

describe("a full disk", () => {
  beforeEach((context) => {
    requirePart(context, process.getuid?.() === 0 && process.platform === "linux" ? null : "mounting a small disk needs root on Linux");
  });

  test("of the registry", async () => {
    await withDisk("300k", async (disk) => {
      const small = await startIn(disk, startRegistry);
      try {
        await addLargeFile(1_000_000);
        const { exitCode, stderr } = await build(small.address);
        expect({ exitCode, first: stderr.split(":")[0] }).toEqual({ exitCode: 2, first: "SLUICE_REGISTRY_UNREACHABLE" });
        expect(await tags(small.address)).toEqual([]);
        await execa("mount", ["-o", "remount,size=64m", disk]);
        await removeEmptyLinks(disk);
        expect(await build(small.address)).toMatchObject({ exitCode: 0 });
        expect(await tags(small.address)).toEqual(["api", "web"]);
      } finally {
        await removeLocalImages(docker, small.address);
        await small.stop();
      }
    });
  });

  test("of the builder", async (context) => {
    requirePart(context, whyNoBuildkit());
    await withDisk("12m", async (disk) => {
      const buildkit = await startIn(disk, startBuildkit);
      try {
        const env = { DOCKER_CONFIG: join(shop.folder, "docker"), BUILDX_BUILDER: "sluice-image-faults" };
        await execa(docker, ["buildx", "create", "--name", env.BUILDX_BUILDER, "--driver", "remote", buildkit.endpoint], { env });
        await addLargeFile(20_000_000);
        expect(await build(proxy?.address, env)).toMatchObject({
          exitCode: 2,
          stderr: expect.stringMatching(/^SLUICE_DISK_FULL: .*web.*\n {2}hint: `docker buildx prune`/) as string,
        });
        expect(await tags()).toEqual([]);
        await execa("mount", ["-o", "remount,size=128m", disk]);
        expect(await build(proxy?.address, env)).toMatchObject({ exitCode: 0 });
        expect(await tags()).toEqual(["api", "web"]);
      } finally {
        await buildkit.stop();
      }
    });
  });

  test("here", async () => {
    await withDisk("4k", async (disk) => {
      await writeFile(join(disk, "all"), "x".repeat(4096)).catch(() => {});
      const { exitCode, stderr } = await build(proxy?.address, { TMPDIR: disk });
      expect({ exitCode, stderr }).toEqual({
        exitCode: 2,
        stderr: expect.stringMatching(/^SLUICE_DISK_FULL: .*\n {2}hint: Free some space/) as string,
      });
      expect(await tags()).toEqual([]);
    });
  });
});

async function withDisk(size: string, use: (disk: string) => Promise<void>): Promise<void> {
  const disk = join(shop.folder, `disk-${count}`);
  await mkdir(disk);
  await execa("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", disk]);
  try {
    await use(disk);
  } finally {
    await execa("umount", [disk]);
  }
}

/** Starts something that keeps its data in a temporary folder. */
async function startIn<Part>(folder: string, start: () => Promise<Part>): Promise<Part> {
  const usual = process.env["TMPDIR"];
  process.env["TMPDIR"] = folder;
  return start().finally(() => {
    if (usual === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = usual;
  });
}

async function addLargeFile(bytes: number): Promise<void> {
  await writeFile(join(shop.root, "services/web/Dockerfile"), "FROM scratch\nCOPY large package.json /\nUSER 1\n");
  await writeFile(join(shop.root, "services/web/large"), randomBytes(bytes));
}

function build(address = proxy?.address, env: Record<string, string> = {}, what = ["--all"]) {
  return shop.run(["images", "build", ...what, "--registry", `${address}/shop${count}`], env);
}

/**
 * A registry whose disk was full may hold links without content, for which it answers 500 from then on, whoever asks: its
 * operator has to remove them.
 */
async function removeEmptyLinks(storage: string): Promise<void> {
  for (const entry of await readdir(storage, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && entry.name === "link" && (await stat(path)).size === 0) await rm(path);
  }
}

/** The images whose `latest` the registry holds, asked without the proxy. */
async function tags(address = registry?.address): Promise<string[]> {
  const found: string[] = [];
  for (const name of ["api", "web"]) {
    const { status } = await fetch(`http://${address}/v2/shop${count}/${name}/manifests/latest`, {
      headers: { accept: "application/vnd.oci.image.index.v1+json" },
    });
    if (status === 200) found.push(name);
  }
  return found;
}
