import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startRegistry, type Registry } from "../../../../tools/stack/index.ts";
import { findImageParts, type ImageParts } from "../../../../tools/test/find-image-parts.ts";
import { removeLocalImages } from "../../../../tools/test/remove-local-images.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { PUSH_ONCE } from "../../../../tools/test/push-once.ts";
import { digestOf, Shop } from "./image-shop.ts";

let shop: Shop | null = null;
let registry: Registry | null = null;
let parts: ImageParts;

beforeAll(async () => {
  parts = await findImageParts();
  if (parts.missing !== null) return;
  registry = await startRegistry();
  await pushBase("one");
  shop = Shop.init({
    "sluice.config.json": JSON.stringify({ images: { platforms: ["linux/amd64"], registry: `${registry.address}/shop` } }),
    "services/api/package.json": JSON.stringify({ name: "api", version: "1.0.0" }),
    "services/api/Dockerfile": "FROM lang:1\nCOPY package.json /\n",
    "services/plain/package.json": JSON.stringify({ name: "plain", version: "1.0.0" }),
    "services/plain/Dockerfile": "FROM scratch\nCOPY package.json /\n",
    "services/top/package.json": JSON.stringify({ name: "top", version: "1.0.0" }),
    "services/top/Dockerfile": "FROM api\nCOPY package.json /top.json\n",
  });
});
afterAll(async () => {
  if (registry !== null) await removeLocalImages(parts.docker, registry.address);
  await registry?.stop();
  shop?.remove();
});
beforeEach((context) => requirePart(context, parts.missing));

test("an image is outdated once its base's tag moved, counts as affected, and no longer when it is built again", async () => {
  const built = await digestOf(docker(), baseReference());
  expect(await outdated()).toMatchObject({ exitCode: 0, document: { missing: ["api"], current: ["plain", "top"] } });
  expect((await run("images", "build", "--all", ...standIn())).exitCode).toBe(0);
  expect(await outdated()).toMatchObject({
    exitCode: 0,
    document: { outdated: [], current: ["api", "plain", "top"], missing: [], unknown: [] },
  });
  expect(await affectedImages()).toEqual([]);
  expect((await run("images", "build", "--project", "api", ...standIn())).stdout).toMatch(
    /^api {2}there already [^]*^top {2}there already /m,
  );

  await pushBase("two");
  const present = await digestOf(docker(), baseReference());
  const moved = await outdated();
  const sha = shop?.git("rev-parse", "--short=7", "HEAD");
  const reference = `${registry?.address}/shop/api:main-sha${sha}`;
  expect(moved).toEqual({
    exitCode: 1,
    document: {
      schemaVersion: 1,
      outdated: [
        {
          name: "api",
          project: "api",
          reference,
          digest: await digestOf(docker(), reference),
          moved: [{ reference: "lang:1", built, present }],
        },
      ],
      current: ["plain", "top"],
      missing: [],
      unknown: [],
    },
  });
  expect(await affectedImages()).toEqual([
    { project: "api", reasons: [{ kind: "base-image", reference: "lang:1" }] },
    { project: "top", reasons: [{ kind: "base-image", reference: "api" }] },
  ]);
  expect(await run("affected", "--bases", "--base", "HEAD", ...standIn())).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining("image of api\n  built from: lang:1"),
  });

  expect((await run("images", "build", "--all", ...standIn())).stdout).toContain("api  built");
  expect((await outdated()).exitCode).toBe(0);
  expect(await affectedImages()).toEqual([]);
});

test("a base that nobody can look up is said, and its image counts as affected", async () => {
  const gone = `lang:1=docker-image://${registry?.address}/none:1`;
  const asked = await run("images", "outdated", "--build-context", gone);
  expect(asked).toMatchObject({ exitCode: 2, stdout: expect.stringContaining("api  not known: lang:1 cannot be looked up") });
  const affected = await run("affected", "--bases", "--base", "HEAD", "--json", "--build-context", gone);
  expect(JSON.parse(affected.stdout)).toMatchObject({
    images: [{ project: "api" }, { project: "top" }],
    warnings: [{ code: "SLUICE_BASES_UNKNOWN", message: "api: lang:1 cannot be looked up; it counts as affected" }],
  });
  expect(await run("affected", "--bases", "--why", "api")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("SLUICE_USAGE") });
});

test("affected knows what a base brings along once somebody has looked at it", async () => {
  await pushBase("three", "ONBUILD COPY extra /");
  const buildContexts = { "lang:1": `docker-image://${baseReference()}` };
  const configuration = { images: { platforms: ["linux/amd64"], registry: `${registry?.address}/shop`, buildContexts } };
  shop?.commit({ "sluice.config.json": JSON.stringify(configuration), "services/api/extra": "1" });
  shop?.commit({ "services/api/extra": "2" });
  const images = async () => JSON.parse((await run("affected", "--base", "HEAD~1", "--json")).stdout).images;
  // Its Dockerfile copies something by itself: nothing tells that its base copies more.
  expect(await images()).toEqual([]);
  expect((await run("images", "plan", "--all")).exitCode).toBe(0);
  expect(await images()).toEqual([
    { project: "api", reasons: [{ kind: "file", path: "services/api/extra" }] },
    { project: "top", reasons: [{ kind: "base-image", reference: "api" }] },
  ]);
  expect((await run("images", "plan", "--why", "api", "services/api/extra")).stdout).toBe(
    "services/api/extra is an input of api:\n  services/api/Dockerfile:1  FROM lang:1  (stage 0, context services/api)",
  );
});

async function outdated(): Promise<{ exitCode: number | undefined; document: unknown }> {
  const { exitCode, stdout } = await run("images", "outdated", "--json", ...standIn());
  return { exitCode, document: JSON.parse(stdout) };
}

async function affectedImages(): Promise<unknown> {
  return JSON.parse((await run("affected", "--bases", "--base", "HEAD", "--json", ...standIn())).stdout).images;
}

async function run(...args: string[]) {
  if (shop === null) throw new Error("not started");
  return shop.run(args);
}

function docker(): string {
  return parts.docker;
}

function baseReference(): string {
  return `${registry?.address}/base/lang:1`;
}

function standIn(): string[] {
  return ["--build-context", `lang:1=docker-image://${baseReference()}`];
}

/** Lets the base's tag point to another image. */
async function pushBase(content: string, more = ""): Promise<void> {
  const context = await mkdtemp(join(tmpdir(), "sluice-base-"));
  try {
    await writeFile(join(context, "Dockerfile"), `FROM scratch\nCOPY content /\n${more}\n`);
    await writeFile(join(context, "content"), content);
    await execa(docker(), ["buildx", "build", PUSH_ONCE, "--tag", baseReference(), context]);
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}
