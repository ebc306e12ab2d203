import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startRegistry, type Registry } from "../../../../tools/stack/index.ts";
import { findImageParts } from "../../../../tools/test/find-image-parts.ts";
import { removeLocalImages } from "../../../../tools/test/remove-local-images.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { Shop } from "./image-shop.ts";

let shop: Shop;
let registry: Registry | null = null;
let missing: string | null = null;
let docker = "docker";

beforeAll(async () => {
  shop = Shop.init({
    "sluice.config.json": JSON.stringify({ images: { platforms: ["linux/amd64"] } }),
    "services/api/package.json": JSON.stringify({ name: "api", version: "1.0.0" }),
    "services/api/Dockerfile": "FROM scratch AS build\nCOPY package.json /\nFROM scratch\nCOPY --from=build /package.json /\nCOPY main /\n",
    "services/api/main": "1",
  });
  const parts = await findImageParts();
  ({ missing } = parts);
  if (parts.missing !== null) return;
  ({ docker } = parts);
  missing = await missingStore(docker);
  if (missing === null) registry = await startRegistry();
});
afterAll(async () => {
  if (registry !== null) await removeLocalImages(docker, registry.address);
  await registry?.stop();
  shop.remove();
});
beforeEach((context) => requirePart(context, missing));

test("--cache registry keeps the steps beside the image, and a pull request reads them without writing", async () => {
  expect(await build("registry")).toMatchObject({ exitCode: 0 });
  expect(await tags()).toContain("cache-linux-amd64");
  const before = await tags();
  shop.write({ "services/api/main": "2" });
  const [event, sha] = ["pull_request", "f".repeat(40)];
  const env = { GITHUB_EVENT_NAME: event, GITHUB_REF: "refs/pull/8/merge", GITHUB_SHA: sha, GITHUB_API_URL: "http://127.0.0.1:9" };
  const { exitCode, stderr } = await shop.run([...command("registry"), "--verbose"], env);
  expect({ exitCode, tags: await tags() }).toEqual({ exitCode: 0, tags: before });
  expect(stderr).toContain(`importing cache manifest from ${registry?.address}/shop/api:cache-linux-amd64`);
  shop.git("restore", ".");
});

test("--cache local reads what the last build wrote, and keeps no more than that", async () => {
  const folder = join(shop.root, ".git/sluice/build-cache");
  await rm(folder, { recursive: true, force: true });
  expect(await build("local")).toMatchObject({ exitCode: 0 });
  const first = await readdir(join(folder, "api-linux-amd64/blobs/sha256"));
  shop.write({ "services/api/main": "3" });
  const second = await shop.run([...command("local"), "--verbose"]);
  expect(second).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("importing cache manifest from local") });
  const after = await readdir(join(folder, "api-linux-amd64/blobs/sha256"));
  expect([first.length, after.length, await readdir(join(folder, ".new"))]).toEqual([first.length, first.length, []]);
  expect(after).not.toEqual(first);
  expect(shop.git("status", "--porcelain")).toBe(" M services/api/main");
  shop.git("restore", ".");
});

test("a cache that cannot be is refused before anything is built, and as a default said", async () => {
  expect(await build("gha")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("SLUICE_CACHE_UNAVAILABLE: --cache gha") });
  // A client whose engine has no containerd image store.
  const client = join(shop.folder, "docker-classic");
  const script = `case "$*" in info*) echo '[["Backing Filesystem","extfs"]]' ;; "buildx inspect") '${docker}' "$@" | grep -v worker.containerd ;; *) exec '${docker}' "$@" ;; esac`;
  await writeFile(client, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const classic = { DOCKER: client };
  expect(await shop.run(command("local"), classic)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("SLUICE_CACHE_UNSUPPORTED"),
  });
  const github = { ...classic, ACTIONS_RUNTIME_TOKEN: "t", ACTIONS_RESULTS_URL: "http://127.0.0.1:9/" };
  expect(await shop.run(command(), github)).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining("warning SLUICE_CACHE_UNSUPPORTED"),
  });
  expect(await build("gah")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("gha") });
});

function build(cache: string) {
  return shop.run(command(cache));
}

function command(cache?: string): string[] {
  const args = ["images", "build", "--all", "--rebuild", "--registry", `${registry?.address}/shop`];
  return cache === undefined ? args : [...args, "--cache", cache];
}

async function tags(): Promise<string[]> {
  const response = await fetch(`http://${registry?.address}/v2/shop/api/tags/list`);
  const answer: { tags: string[] } = JSON.parse(await response.text());
  return answer.tags.sort();
}

async function missingStore(program: string): Promise<string | null> {
  const { stdout } = await execa(program, ["info", "--format", "{{json .DriverStatus}}"]);
  return stdout.includes("io.containerd.snapshotter") ? null : "the engine has no containerd image store, so it cannot write a cache";
}
