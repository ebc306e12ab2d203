import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Registry, startRegistry } from "../../../../tools/stack/index.ts";
import { findImageParts } from "../../../../tools/test/find-image-parts.ts";
import { removeLocalImages } from "../../../../tools/test/remove-local-images.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { type Docker, findDocker } from "../../src/buildx/find-docker.ts";
import { makeImage, makeMetadata, makePlan } from "../../src/plan/make-image.fixture.ts";
import type { ImagePlan } from "../../src/plan/image-plan.ts";
import { assembleMerges } from "../../src/platforms/assemble-merges.ts";
import { mergeImages } from "../../src/platforms/merge-images.ts";
import type { PlatformBuild } from "../../src/platforms/platform-build.ts";
import { pushPlatforms } from "../../src/platforms/push-platforms.ts";
import { readRegistryImage } from "../../src/registry/read-registry-image.ts";

let missing: string | null = null;
let registry: Registry | null = null;
let folder = "";
let docker: Docker = { program: "", run: () => Promise.reject(new Error("docker is not there")) };

beforeAll(async () => {
  ({ missing } = await findImageParts());
  if (missing !== null) return;
  folder = await mkdtemp(join(tmpdir(), "sluice-platforms-"));
  for (const name of ["api", "web"]) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, "Dockerfile"), `FROM scratch\nARG TARGETARCH\nCOPY Dockerfile /${name}-$TARGETARCH\n`);
  }
  docker = await findDocker({ cwd: folder, env: process.env });
  registry = await startRegistry();
});
beforeEach((context) => requirePart(context, missing));
afterAll(async () => {
  if (registry !== null) await removeLocalImages(docker.program, registry.address);
  await registry?.stop();
  if (folder !== "") await rm(folder, { recursive: true, force: true });
});

let count = 0;
let prefix = "";
beforeEach(() => {
  count += 1;
  prefix = `${registry?.address ?? ""}/shop${count}`;
});

describe("a matrix of runners", () => {
  it("pushes each platform under no tag of the image, and one index of them with annotations and attestations", async () => {
    const images = await buildBoth();
    for (const name of ["api", "web"]) expect(await readRegistryImage(docker, `${prefix}/${name}:latest`)).toBeNull();
    const merged = await mergeImages(docker, assembleMerges(images));
    expect(merged.map(({ name, action }) => [name, action])).toEqual([
      ["api", "merged"],
      ["web", "merged"],
    ]);
    for (const { tags, digest, name } of merged) {
      for (const reference of [...tags, `${prefix}/${name}:key-${name.padEnd(16, "0")}`]) {
        const found = await readRegistryImage(docker, reference);
        expect(found).toMatchObject({
          digest,
          platforms: ["linux/amd64", "linux/arm64"],
          annotations: { a: "1", "dev.sluice.key": name.padEnd(64, "0") },
        });
        expect(found?.attestations.map(({ subject }) => subject).sort()).toEqual(
          found?.manifests.map((manifest) => manifest.digest).sort(),
        );
      }
    }
  });

  it("merges nothing a second time, and builds nothing that the registry holds", async () => {
    const images = await buildBoth();
    const first = await mergeImages(docker, assembleMerges(images));
    const again = await mergeImages(docker, assembleMerges(images));
    expect(again).toEqual(first.map((image) => ({ ...image, action: "unchanged" })));
    const held = await buildBoth();
    expect(held.map(({ digest }) => digest)).toEqual([null, null, null, null]);
    expect(await mergeImages(docker, assembleMerges(held))).toEqual(again);
  });

  it("writes no tag of any image when one share is not there", async () => {
    const images = await buildBoth();
    const lost = images.map((image) =>
      image.name === "web" && image.platforms[0] === "linux/arm64" ? { ...image, digest: `sha256:${"0".repeat(64)}` } : image,
    );
    await expect(mergeImages(docker, assembleMerges(lost))).rejects.toMatchObject({ code: "SLUICE_IMAGE_MISSING" });
    for (const name of ["api", "web"]) expect(await readRegistryImage(docker, `${prefix}/${name}:latest`)).toBeNull();
    expect(await mergeImages(docker, assembleMerges(images))).toMatchObject([{ action: "merged" }, { action: "merged" }]);
  });

  it("says so when a builder cannot push by digest and the image has no key", async () => {
    const { stdout } = await docker.run(["buildx", "inspect"]);
    const pushed = await pushPlatforms({ plan: plan({ keys: new Map() }), docker, platforms: ["linux/amd64"] }).catch(
      (error: unknown) => error,
    );
    const isDockerDriver = /^Driver:\s+docker\s*$/m.test(stdout);
    expect(pushed).toMatchObject(isDockerDriver ? { code: "SLUICE_PUSH_BY_DIGEST_UNSUPPORTED" } : { failures: [] });
  });
});

function plan(more: Parameters<typeof makePlan>[2] = {}): ImagePlan {
  const images = ["api", "web"].map((name) => makeImage(name, { dockerfile: `${name}/Dockerfile`, context: name }));
  const metadata = new Map(images.map(({ name }) => [name, makeMetadata(`${prefix}/${name}`)]));
  return makePlan(images, ["api", "web"], { prefix, metadata, ...more });
}

async function buildBoth(): Promise<PlatformBuild[]> {
  const shares: PlatformBuild[] = [];
  for (const platform of ["linux/arm64", "linux/amd64"]) {
    const { images, failures } = await pushPlatforms({ plan: plan(), docker, platforms: [platform] });
    expect(failures).toEqual([]);
    shares.push(...images);
  }
  return shares;
}
