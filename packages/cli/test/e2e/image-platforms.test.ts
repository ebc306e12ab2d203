import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkDocker } from "../../../../tools/setup/docker.mjs";
import { findRegistryProgram, type Registry, startRegistry } from "../../../../tools/stack/index.ts";
import { removeLocalImages } from "../../../../tools/test/remove-local-images.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";

const sluice = join(import.meta.dirname, "../../bin/sluice.js");
let folder = "";
let registry: Registry | null = null;
let docker: string | null = null;
let missing: string | null = null;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-image-platforms-"));
  for (const name of ["api", "web"]) {
    await mkdir(join(folder, "services", name), { recursive: true });
    await writeFile(join(folder, "services", name, "package.json"), JSON.stringify({ name, version: "1.0.0", private: true }));
    await writeFile(
      join(folder, "services", name, "Dockerfile"),
      "FROM scratch\nARG TARGETARCH\nCOPY package.json /$TARGETARCH\nUSER 65532\n",
    );
  }
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "shop", private: true }));
  await commit();
  const check = await checkDocker();
  docker = check.client;
  missing = check.reason ?? ((await findRegistryProgram()) === null ? "the program docker-registry is not installed" : null);
  if (missing === null) registry = await startRegistry();
});
afterAll(async () => {
  if (registry !== null && docker !== null) await removeLocalImages(docker, registry.address);
  await registry?.stop();
  await rm(folder, { recursive: true, force: true });
});

test("two runners push by digest and a third makes one image of it; what is missing is said, and a pull request pushes nothing", async (context) => {
  requirePart(context, missing);
  const prefix = `${registry?.address ?? ""}/shop`;
  const build = (platform: string, ...more: string[]) =>
    run(["images", "build", "--all", "--registry", prefix, "--platform", platform, "--push-by-digest", ...more]);
  expect(await build("linux/amd64", "--result", "digests/a/amd64.json")).toMatchObject({ exitCode: 0 });
  expect(await run(["images", "merge", "digests"])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("SLUICE_PLATFORM_MISSING: No runner has built api for linux/arm64; web for linux/arm64"),
  });
  expect(await build("linux/arm64", "--result", "digests/b/arm64.json")).toMatchObject({ exitCode: 0 });
  const merged = await run(["images", "merge", "digests", "--json"]);
  expect(JSON.parse(merged.stdout).images).toMatchObject([
    { name: "api", action: "merged", platforms: ["linux/amd64", "linux/arm64"] },
    { name: "web", action: "merged" },
  ]);
  expect(await run(["images", "verify", "--registry", prefix])).toMatchObject({ exitCode: 0 });
  // One command for all platforms finds the merged image under the same key.
  const whole = await run(["images", "build", "--all", "--registry", prefix, "--json"]);
  expect(JSON.parse(whole.stdout).images).toMatchObject([{ action: "unchanged" }, { action: "unchanged" }]);

  const env = {
    GITHUB_EVENT_NAME: "pull_request",
    GITHUB_REF: "refs/pull/7/merge",
    GITHUB_SHA: "f".repeat(40),
    GITHUB_API_URL: "http://127.0.0.1:9",
  };
  const request = await run(
    ["images", "build", "--all", "--registry", prefix, "--platform", "linux/amd64", "--push-by-digest", "--json"],
    env,
  );
  expect({ ...request, ...JSON.parse(request.stdout) }).toMatchObject({ exitCode: 0, images: [] });
});

test("a platform that does not exist, or that no image has, is an error that names it", async () => {
  expect(await run(["images", "plan", "--all", "--platform", "linux/arm46"])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("SLUICE_UNKNOWN_PLATFORM: linux/arm46: no such platform"),
  });
  expect(await run(["images", "build", "--all", "--push-by-digest", "--platform", "linux/s390x", "--dry-run"])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("SLUICE_UNKNOWN_PLATFORM: linux/s390x: no image of this plan is built for it"),
  });
  expect(await run(["images", "build", "--all", "--push-by-digest"])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("SLUICE_USAGE"),
  });
  expect(await run(["images", "merge", "none"])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("SLUICE_RESULT_MISSING: none"),
  });
});

test("a Dockerfile that only BuildKit refuses fails alone", async (context) => {
  requirePart(context, missing);
  const prefix = `${registry?.address ?? ""}/refused`;
  await writeFile(join(folder, "services/web/Dockerfile"), "FROM scratch\nCOPY package.json /\nHEALTHCHECK --frequency=1s CMD x\n");
  const { exitCode, stdout } = await run(["images", "build", "--all", "--registry", prefix]);
  expect({ exitCode, stdout }).toEqual({
    exitCode: 2,
    stdout: expect.stringMatching(
      /^api {2}built {2}sha256:[^]*^web {2}failed {2}SLUICE_BROKEN_DOCKERFILE: services\/web\/Dockerfile: .*frequency/m,
    ),
  });
});

function run(args: string[], env: Record<string, string> = {}) {
  const { PATH = "", HOME = folder, DOCKER_HOST = "" } = process.env;
  const own = { PATH, HOME, NO_COLOR: "1", GIT_CEILING_DIRECTORIES: tmpdir(), ...(DOCKER_HOST === "" ? {} : { DOCKER_HOST }), ...env };
  return execa(process.execPath, [sluice, ...args], { cwd: folder, env: own, extendEnv: false, reject: false, stdin: "ignore" });
}

async function commit(): Promise<void> {
  const configuration = ["user.name=t", "user.email=t@t.invalid", "commit.gpgsign=false", "gc.auto=0"].flatMap((value) => ["-c", value]);
  await execa("git", ["init", "--quiet", "--initial-branch=main"], { cwd: folder });
  await execa("git", ["add", "--all"], { cwd: folder });
  await execa("git", [...configuration, "commit", "--quiet", "--message", "first"], { cwd: folder });
}
