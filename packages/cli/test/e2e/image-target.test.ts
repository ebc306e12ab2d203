import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startRegistry, type Registry } from "../../../../tools/stack/index.ts";
import { findImageParts, type ImageParts } from "../../../../tools/test/find-image-parts.ts";
import { PUSH_ONCE } from "../../../../tools/test/push-once.ts";
import { removeLocalImages } from "../../../../tools/test/remove-local-images.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { digestOf, Shop } from "./image-shop.ts";

const root = join(import.meta.dirname, "../../../..");
let shop: Shop | null = null;
let registry: Registry | null = null;
let parts: ImageParts;

beforeAll(async () => {
  parts = await findImageParts();
  if (parts.missing !== null) return;
  registry = await startRegistry();
  shop = Shop.init({
    ".gitignore": "node_modules\n.nx\n",
    "nx.json": JSON.stringify({ plugins: ["@sluice/nx"] }),
    "sluice.config.json": JSON.stringify({ images: { platforms: ["linux/amd64"], registry: `${registry.address}/shop` } }),
  });
  await pushBase("1");
  await symlink(join(root, "node_modules"), join(shop.root, "node_modules"));
});
afterAll(async () => {
  if (registry !== null) await removeLocalImages(parts.docker, registry.address);
  await registry?.stop();
  shop?.remove();
});
beforeEach((context) => requirePart(context, parts.missing));

describe("the image target is a hit where the registry has all of it, and never else:", () => {
  afterAll(async () => {
    if (parts.missing === null) await runNx("true", "daemon", "--stop");
  });

  test.each(["true", "false"])("not when the registry has lost it (Nx's daemon: %s)", async (daemon) => {
    const project = `api-${daemon}`;
    writeService(project);
    expect(await runTarget(daemon, project)).toEqual({ isHit: false, action: "built" });
    const digest = await digestOf(parts.docker, referenceOf(project));
    expect(await runTarget(daemon, project)).toEqual({ isHit: true, action: "built" });
    // Files, event and the answers of every command that Nx could ask are the same as the first time; the registry is not.
    const url = `http://${registry?.address}/v2/shop/${project}/manifests/${digest}`;
    expect((await fetch(url, { method: "DELETE" })).status).toBe(202);
    expect(await runTarget(daemon, project)).toEqual({ isHit: false, action: "built" });
    await expect(digestOf(parts.docker, referenceOf(project))).resolves.toMatch(/^sha256:/);
  });

  test("not when an input changes, is what it was before, or a base moves", async () => {
    shop?.write({ "services/api-true/main": "2" });
    expect(await runTarget("true", "api-true")).toEqual({ isHit: false, action: "built" });
    const changed = await digestOf(parts.docker, referenceOf("api-true"));
    // What was there before is there still, under its key; the tags point elsewhere.
    shop?.write({ "services/api-true/main": "1" });
    expect(await runTarget("true", "api-true")).toEqual({ isHit: false, action: "tagged again" });
    await expect(digestOf(parts.docker, referenceOf("api-true"))).resolves.not.toBe(changed);
    await pushBase("2");
    expect(await runTarget("true", "api-true")).toEqual({ isHit: false, action: "built" });
    expect(await runTarget("true", "api-true")).toEqual({ isHit: true, action: "built" });
  });
});

test("without the target that asks the registry nothing is built, and so nothing remembered", async () => {
  writeService("alone");
  const refused = { exitCode: 1, output: expect.stringContaining("SLUICE_NX_STATE_MISSING") as string };
  expect(await runNx("false", "run", "alone:image", "--exclude-task-dependencies")).toMatchObject(refused);
  expect(await runNx("false", "run", "alone:image", "--exclude-task-dependencies")).toMatchObject(refused);
});

function writeService(name: string): void {
  shop?.write({
    [`services/${name}/package.json`]: JSON.stringify({ name, version: "1.0.0", private: true }),
    [`services/${name}/Dockerfile`]: `FROM ${registry?.address}/base:1\nCOPY main /\n`,
    [`services/${name}/main`]: "1",
  });
}

async function pushBase(content: string): Promise<void> {
  const dockerfile = `FROM scratch\nLABEL content=${content}\n`;
  await execa(parts.docker, ["buildx", "build", PUSH_ONCE, "--tag", `${registry?.address}/base:1`, "-"], { input: dockerfile });
}

function referenceOf(project: string): string {
  return `${registry?.address}/shop/${project}:latest`;
}

/** `action`: what the command said, now or when Nx remembered it; `isHit`: of the two tasks only the one that asks the registry has run. */
async function runTarget(daemon: string, project: string): Promise<{ isHit: boolean; action: string | undefined }> {
  const { exitCode, output } = await runNx(daemon, "run", `${project}:image`);
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  const [, action] = new RegExp(`^${project}  (built|tagged again|there already)`, "m").exec(output) ?? [];
  return { isHit: /Cache: +1\/2 hit/.test(output), action };
}

async function runNx(daemon: string, ...args: string[]): Promise<{ exitCode: number | undefined; output: string }> {
  const { PATH = "", HOME = "", DOCKER_HOST } = process.env;
  const bin = join(root, "node_modules/.bin");
  const env = {
    PATH: `${bin}:${PATH}`,
    HOME,
    NO_COLOR: "1",
    NX_TUI: "false",
    NX_DAEMON: daemon,
    ...(DOCKER_HOST === undefined ? {} : { DOCKER_HOST }),
  };
  const nx = join(root, "node_modules/nx/dist/bin/nx.js");
  const { exitCode, all = "" } = await execa(process.execPath, [nx, ...args], {
    cwd: shop?.root ?? "",
    env,
    extendEnv: false,
    reject: false,
    all: true,
  });
  return { exitCode, output: all };
}
