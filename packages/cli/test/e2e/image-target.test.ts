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

describe.each(["true", "false"])("with Nx's daemon: %s", (daemon) => {
  afterAll(async () => {
    if (parts.missing === null) await runNx(daemon, "daemon", "--stop");
  });

  test("the image target is a hit where the registry has all of it, and never else", async () => {
    const project = `api-${daemon}`;
    const reference = `${registry?.address}/shop/${project}:latest`;
    writeService(project);
    const first = await runTarget(daemon, project);
    expect({ isHit: hit(first), isBuilt: first.includes(`${project}  built`) }).toEqual({ isHit: false, isBuilt: true });
    const digest = await digestOf(parts.docker, reference);
    const second = await runTarget(daemon, project);
    expect({ isHit: hit(second), isSame: second.includes(digest) }).toEqual({ isHit: true, isSame: true });

    // Files, event and the answers of every command that Nx could ask are the same as the first time; the registry is not.
    await deleteManifest(project, digest);
    const lost = await runTarget(daemon, project);
    expect({ isHit: hit(lost), isBuilt: lost.includes(`${project}  built`) }).toEqual({ isHit: false, isBuilt: true });
    expect(hit(await runTarget(daemon, project))).toBe(true);

    shop?.write({ [`services/${project}/main`]: "2" });
    const changed = await runTarget(daemon, project);
    expect({ isHit: hit(changed), isBuilt: changed.includes(`${project}  built`) }).toEqual({ isHit: false, isBuilt: true });
    const digestOfChanged = await digestOf(parts.docker, reference);
    // What was there before is there still, under its key; the tags are not.
    shop?.write({ [`services/${project}/main`]: "1" });
    const back = await runTarget(daemon, project);
    expect({ isHit: hit(back), isPromoted: back.includes(`${project}  tagged again`) }).toEqual({ isHit: false, isPromoted: true });
    await expect(digestOf(parts.docker, reference)).resolves.not.toBe(digestOfChanged);

    await pushBase("2");
    const onNewBase = await runTarget(daemon, project);
    expect({ isHit: hit(onNewBase), isBuilt: onNewBase.includes(`${project}  built`) }).toEqual({ isHit: false, isBuilt: true });
    expect(hit(await runTarget(daemon, project))).toBe(true);
  });
});

test("without the target that asks the registry nothing is built, and so nothing remembered", async () => {
  writeService("alone");
  const refused = { exitCode: 1, output: expect.stringContaining("SLUICE_NX_STATE_MISSING") as string };
  expect(await runNx("false", "run", "alone:image", "--exclude-task-dependencies")).toMatchObject(refused);
  expect(await runNx("false", "run", "alone:image", "--exclude-task-dependencies")).toMatchObject(refused);
});

/** Of the two tasks only the one that asks the registry has run. */
function hit(output: string): boolean {
  return /Cache: +1\/2 hit/.test(output);
}

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

async function deleteManifest(name: string, digest: string): Promise<void> {
  const { status } = await fetch(`http://${registry?.address}/v2/shop/${name}/manifests/${digest}`, { method: "DELETE" });
  expect(status).toBe(202);
}

async function runTarget(daemon: string, project: string): Promise<string> {
  const { exitCode, output } = await runNx(daemon, "run", `${project}:image`);
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  return output;
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
