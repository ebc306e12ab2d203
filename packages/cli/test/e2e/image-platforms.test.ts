import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Registry, startRegistry } from "../../../../tools/stack/index.ts";
import { findImageParts } from "../../../../tools/test/find-image-parts.ts";
import { removeLocalImages } from "../../../../tools/test/remove-local-images.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { tinyProgram } from "../../../../tools/test/tiny-program.ts";
import { Shop } from "./image-shop.ts";

let shop: Shop;
let registry: Registry | null = null;
let docker = "docker";
let missing: string | null = null;

beforeAll(async () => {
  shop = Shop.init({ "package.json": JSON.stringify({ name: "shop", private: true }), ...service("api"), ...service("web") });
  ({ docker, missing } = await findImageParts());
  if (missing === null) registry = await startRegistry();
});
afterAll(async () => {
  if (registry !== null) await removeLocalImages(docker, registry.address);
  await registry?.stop();
  shop.remove();
});

test("two runners push by digest and a third makes one image of it; what is missing is said, and a pull request pushes nothing", async (context) => {
  requirePart(context, missing);
  const prefix = `${registry?.address ?? ""}/shop`;
  const build = (platform: string, ...more: string[]) =>
    shop.run(["images", "build", "--all", "--registry", prefix, "--platform", platform, "--push-by-digest", ...more]);
  expect(await build("linux/amd64", "--result", "digests/a/amd64.json")).toMatchObject({ exitCode: 0 });
  expect(await shop.run(["images", "merge", "digests"])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("SLUICE_PLATFORM_MISSING: No runner has built api for linux/arm64; web for linux/arm64"),
  });
  expect(await build("linux/arm64", "--result", "digests/b/arm64.json")).toMatchObject({ exitCode: 0 });
  const merged = await shop.run(["images", "merge", "digests", "--json"]);
  expect(JSON.parse(merged.stdout).images).toMatchObject([
    { name: "api", action: "merged", platforms: ["linux/amd64", "linux/arm64"] },
    { name: "web", action: "merged" },
  ]);
  expect(await shop.run(["images", "verify", "--registry", prefix])).toMatchObject({ exitCode: 0 });
  // One command for all platforms finds the merged image under the same key.
  const whole = await shop.run(["images", "build", "--all", "--registry", prefix, "--json"]);
  expect(JSON.parse(whole.stdout).images).toMatchObject([{ action: "unchanged" }, { action: "unchanged" }]);

  const env = {
    GITHUB_EVENT_NAME: "pull_request",
    GITHUB_REF: "refs/pull/7/merge",
    GITHUB_SHA: "f".repeat(40),
    GITHUB_API_URL: "http://127.0.0.1:9",
  };
  const request = await shop.run(
    ["images", "build", "--all", "--registry", prefix, "--platform", "linux/amd64", "--push-by-digest", "--json"],
    env,
  );
  expect({ ...request, ...JSON.parse(request.stdout) }).toMatchObject({ exitCode: 0, images: [] });
});

test("what one runner could not build is left out of the merge and said, and the rest is merged", async (context) => {
  requirePart(context, missing);
  const prefix = `${registry?.address ?? ""}/partly`;
  const dockerfile =
    "FROM scratch AS one\nCOPY package.json /amd64\nFROM scratch\nARG TARGETARCH\nCOPY --from=one /$TARGETARCH /\nUSER 1\n";
  shop.write({ "services/web/Dockerfile": dockerfile });
  const codes = [];
  for (const platform of ["linux/amd64", "linux/arm64"]) {
    const result = join("partly", `${platform.slice(6)}.json`);
    const args = ["--platform", platform, "--push-by-digest", "--result", result];
    codes.push((await shop.run(["images", "build", "--all", "--registry", prefix, ...args])).exitCode);
  }
  const { exitCode, stdout } = await shop.run(["images", "merge", "partly"]);
  shop.git("restore", ".");
  expect(codes).toEqual([0, 1]);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^api {2}merged from linux\/amd64, linux\/arm64 {2}sha256:/);
  expect(stdout).toMatch(/^web {2}failed {2}SLUICE_IMAGE_BUILD_FAILED: .*services\/web\/Dockerfile:5: /m);
  expect(stdout).not.toContain("/web:");
});

test("a platform that does not exist, or that no image has, is an error that names it", async () => {
  expect(await shop.run(["images", "plan", "--all", "--platform", "linux/arm46"])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("SLUICE_UNKNOWN_PLATFORM: linux/arm46: no such platform"),
  });
  expect(await shop.run(["images", "build", "--all", "--push-by-digest", "--platform", "linux/s390x", "--dry-run"])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("SLUICE_UNKNOWN_PLATFORM: linux/s390x: no image of this plan is built for it"),
  });
  expect(await shop.run(["images", "build", "--all", "--push-by-digest"])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("SLUICE_USAGE"),
  });
  expect(await shop.run(["images", "merge", "none"])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("SLUICE_RESULT_MISSING: none"),
  });
});

test("a step of another platform runs where the builder has QEMU; else its image fails, and the error says what to do", async (context) => {
  requirePart(context, missing);
  const prefix = `${registry?.address ?? ""}/emulated`;
  // No step that the builder remembers from a time when it had QEMU.
  const now = Date.now();
  shop.write({ "services/web/Dockerfile": `FROM scratch\nARG TARGETARCH\nCOPY tiny-$TARGETARCH /tiny\nRUN ["/tiny", "${now}"]\nUSER 1\n` });
  for (const architecture of ["amd64", "arm64"] as const)
    await writeFile(join(shop.root, `services/web/tiny-${architecture}`), tinyProgram(architecture), { mode: 0o755 });
  // What the builder lists is not asked: it may list a platform that it no longer runs.
  const folder = join(shop.root, "services/web");
  const plain = await execa(docker, ["buildx", "build", "--platform", "linux/amd64,linux/arm64", "--output", "type=cacheonly", folder], {
    reject: false,
  });
  const built = await shop.run(["images", "build", "--all", "--registry", prefix]);
  shop.git("clean", "-dfq");
  shop.git("restore", ".");
  const failed =
    /^web {2}failed {2}SLUICE_IMAGE_BUILD_FAILED: .* services\/web\/Dockerfile:4: exec format error: .*QEMU.*--push-by-digest\n {2}> \[web .*RUN \["\/tiny"/m;
  const expected = plain.exitCode === 0 ? { exitCode: 0, web: /^web {2}built {2}sha256:/m } : { exitCode: 1, web: failed };
  expect(built.exitCode).toBe(expected.exitCode);
  expect(built.stdout).toMatch(/^api {2}built {2}sha256:/);
  expect(built.stdout).toMatch(expected.web);
});

test("a Dockerfile that only BuildKit refuses fails alone", async (context) => {
  requirePart(context, missing);
  const prefix = `${registry?.address ?? ""}/refused`;
  shop.write({ "services/web/Dockerfile": "FROM scratch\nCOPY package.json /\nHEALTHCHECK --frequency=1s CMD x\n" });
  const { exitCode, stdout } = await shop.run(["images", "build", "--all", "--registry", prefix]);
  expect({ exitCode, stdout }).toEqual({
    exitCode: 2,
    stdout: expect.stringMatching(
      /^api {2}built {2}sha256:[^]*^web {2}failed {2}SLUICE_BROKEN_DOCKERFILE: services\/web\/Dockerfile: .*frequency/m,
    ),
  });
});

function service(name: string): Record<string, string> {
  return {
    [`services/${name}/package.json`]: JSON.stringify({ name, version: "1.0.0", private: true }),
    [`services/${name}/Dockerfile`]: "FROM scratch\nARG TARGETARCH\nCOPY package.json /$TARGETARCH\nUSER 65532\n",
  };
}
