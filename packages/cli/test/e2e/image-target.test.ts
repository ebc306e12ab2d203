import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startRegistry, type Registry } from "../../../../tools/stack/index.ts";
import { findImageParts, type ImageParts } from "../../../../tools/test/find-image-parts.ts";
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
    "services/api/package.json": JSON.stringify({ name: "api", version: "1.0.0", private: true }),
    "services/api/Dockerfile": "FROM scratch\nCOPY main /\n",
    "services/api/main": "1",
  });
  await symlink(join(root, "node_modules"), join(shop.root, "node_modules"));
});
afterAll(async () => {
  if (registry !== null) await removeLocalImages(parts.docker, registry.address);
  await registry?.stop();
  shop?.remove();
});
beforeEach((context) => requirePart(context, parts.missing));

test("the image target never takes its result from Nx's cache: what the registry has lost is there again", async () => {
  const reference = `${registry?.address}/shop/api:latest`;
  expect(await runTarget()).toContain("api  built");
  const digest = await digestOf(parts.docker, reference);
  const second = await runTarget();
  expect(second).toContain("api  there already");
  expect(second).toMatch(/Cache: +0\/1 hit/);

  // Files, event and the answers of every command that Nx could ask are the same as the first time; the registry is not.
  const { status } = await fetch(`http://${registry?.address}/v2/shop/api/manifests/${digest}`, { method: "DELETE" });
  expect(status).toBe(202);
  expect(await runTarget()).toContain("api  built");
  await expect(digestOf(parts.docker, reference)).resolves.toMatch(/^sha256:/);
});

async function runTarget(): Promise<string> {
  const { PATH = "", HOME = "", DOCKER_HOST } = process.env;
  const bin = join(root, "node_modules/.bin");
  const env = {
    PATH: `${bin}:${PATH}`,
    HOME,
    NO_COLOR: "1",
    CI: "1",
    NX_DAEMON: "false",
    ...(DOCKER_HOST === undefined ? {} : { DOCKER_HOST }),
  };
  const nx = join(root, "node_modules/nx/dist/bin/nx.js");
  const { stdout } = await execa(process.execPath, [nx, "run", "api:image"], { cwd: shop?.root ?? "", env, extendEnv: false });
  return stdout;
}
