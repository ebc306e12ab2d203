import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startRegistry, type Registry } from "../../../../tools/stack/index.ts";
import { findImageParts } from "../../../../tools/test/find-image-parts.ts";
import { removeLocalImages } from "../../../../tools/test/remove-local-images.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { runSluice } from "../../../../tools/test/run-sluice.ts";
import { TestRepository } from "../../../../tools/test/test-repository.ts";

let shop: TestRepository;
let registry: Registry | null = null;
let missing: string | null = null;
let docker = "docker";

beforeAll(async () => {
  shop = TestRepository.init({
    "package.json": JSON.stringify({ name: "shop", private: true }),
    "services/api/package.json": JSON.stringify({ name: "@acme/api", version: "1.0.0", private: true }),
    "services/api/Dockerfile": "FROM scratch\nARG TARGETARCH\nCOPY bin/$TARGETARCH /api\nCOPY src /src\nUSER 65532:65532\n",
    "services/api/bin/amd64": "amd64",
    "services/api/bin/arm64": "arm64",
    "services/api/src/main.ts": "1",
    "services/web/package.json": JSON.stringify({ name: "web", version: "1.0.0", private: true }),
    "services/web/Dockerfile": "FROM scratch\nCOPY package.json /\nUSER 65532:65532\n",
  });
  ({ docker, missing } = await findImageParts());
  if (missing === null) registry = await startRegistry();
});
afterAll(async () => {
  if (registry !== null) await removeLocalImages(docker, registry.address);
  await registry?.stop();
  shop.remove();
});

describe("without Docker", () => {
  test("inputs lists files from the folder it stands in, in a repository and outside of one", async () => {
    expect((await run(["images", "inputs"], join(shop.root, "services/web"))).stdout).toBe("Dockerfile\npackage.json");
    expect((await run(["images", "inputs", "--context", "services/api", "--platform", "linux/arm64"])).stdout.split("\n")).toEqual([
      "services/api/Dockerfile",
      "services/api/bin/arm64",
      "services/api/src/main.ts",
    ]);
    const plain = join(shop.folder, "plain");
    await mkdir(plain);
    await writeFile(join(plain, "Containerfile"), "FROM scratch\nCOPY a /\n");
    await writeFile(join(plain, "a"), "");
    expect(JSON.parse((await run(["images", "inputs", "--json"], plain)).stdout)).toEqual({
      schemaVersion: 1,
      inputs: ["Containerfile", "a"],
    });
  });

  test("inputs names path and line of a broken Dockerfile, and what to give when there is none", async () => {
    const broken = join(shop.folder, "broken");
    await mkdir(broken);
    await writeFile(join(broken, "Dockerfile"), "FROM scratch\n\nCOPPY a b\n");
    const { exitCode, stderr, stdout } = await run(["images", "inputs"], broken);
    expect({ exitCode, stdout, first: stderr.split("\n")[0] }).toEqual({
      exitCode: 2,
      stdout: "",
      first: "SLUICE_BROKEN_DOCKERFILE: Dockerfile:3: unknown instruction COPPY",
    });
    expect(await run(["images", "inputs"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("SLUICE_DOCKERFILE_MISSING: There is no Dockerfile or Containerfile"),
    });
    expect(await run(["images", "inputs", "--context", "none"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("SLUICE_CONTEXT_MISSING"),
    });
  });

  test("plan says what a change affects and why; nothing affected is no failure", async () => {
    expect(await run(["images", "plan", "--base", "HEAD"])).toMatchObject({
      exitCode: 0,
      stdout: "Nothing to build: no image is affected.",
    });
    shop.write({ "services/api/src/main.ts": "2" });
    const { stdout } = await run(["images", "plan", "--base", "HEAD", "--registry", "r.test/shop", "--json"]);
    shop.git("restore", ".");
    const plan = JSON.parse(stdout);
    const sha = shop.git("rev-parse", "--short=7", "HEAD");
    expect(plan.images).toMatchObject([
      {
        name: "api",
        reasons: [{ kind: "file", path: "services/api/src/main.ts" }],
        tags: [`r.test/shop/api:main-sha${sha}`, "r.test/shop/api:latest"],
      },
    ]);
  });

  test("plan --bake writes a file for each working tree, each with its own plan", async () => {
    const tree = join(shop.folder, "tree");
    shop.git("worktree", "add", "--quiet", "-b", "feature/x", tree);
    const bake = ["images", "plan", "--all", "--bake", "--registry", "r.test/shop"];
    const files = [(await run(bake)).stdout, (await run(bake, tree)).stdout];
    const tags = await Promise.all(files.map(async (file) => JSON.parse(await readFile(file, "utf8")).target.web.tags[0]));
    shop.git("worktree", "remove", tree);
    const sha = shop.git("rev-parse", "--short=7", "HEAD");
    expect(tags).toEqual([`r.test/shop/web:main-sha${sha}`, `r.test/shop/web:feature-x-sha${sha}`]);
  });

  test("plan --why names the instruction that takes a file, or why none does", async () => {
    const taken = await run(["images", "plan", "--why", "api", "services/api/src/main.ts"]);
    expect(taken).toMatchObject({
      exitCode: 0,
      stdout: "services/api/src/main.ts is an input of api:\n  services/api/Dockerfile:4  COPY src /src  (stage 0, context services/api)",
    });
    const not = await run(["images", "plan", "--why", "api", "main.ts", "--json"], join(shop.root, "services/web"));
    expect(JSON.parse(not.stdout)).toEqual({
      schemaVersion: 1,
      image: "api",
      file: "services/web/main.ts",
      explanation: { kind: "unknown" },
    });
    expect(await run(["images", "plan", "--why", "api"])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("SLUICE_USAGE") });
    expect(await run(["images", "plan", "--why", "none", "a"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("SLUICE_UNKNOWN_IMAGE"),
    });
  });

  test("a git tag of a project releases all of its images, and those alone", async () => {
    shop.write({ "services/api/worker.Dockerfile": "FROM scratch\nCOPY package.json /\n" });
    const event = { GITHUB_EVENT_NAME: "push", GITHUB_REF: "refs/tags/@acme/api@1.2.3", GITHUB_SHA: "f".repeat(40) };
    const env = { ...event, GITHUB_REPOSITORY: "acme/shop", GITHUB_API_URL: "http://127.0.0.1:9" };
    const plan = JSON.parse((await run(["images", "plan", "--all", "--json"], shop.root, env)).stdout);
    shop.git("clean", "-dfq");
    expect(
      plan.images.map(({ name, tags }: { name: string; tags: string[] }) => [name, tags.map((tag) => tag.replace(/^.*:/, ""))]),
    ).toEqual([
      ["api", ["v1.2.3", "1.2", "1"]],
      ["api-worker", ["v1.2.3", "1.2", "1"]],
      ["web", []],
    ]);
  });

  test("plan on a pull request pushes nothing and has no branch tag", async () => {
    const env = {
      GITHUB_EVENT_NAME: "pull_request",
      GITHUB_REF: "refs/pull/7/merge",
      GITHUB_SHA: "f".repeat(40),
      GITHUB_REPOSITORY: "acme/shop",
      GITHUB_API_URL: "http://127.0.0.1:9",
    };
    const plan = JSON.parse((await run(["images", "plan", "--all", "--json"], shop.root, env)).stdout);
    expect({ push: plan.push, tags: plan.images.flatMap((image: { tags: string[] }) => image.tags) }).toEqual({
      push: false,
      tags: ["ghcr.io/acme/shop/api:pr-7", "ghcr.io/acme/shop/web:pr-7"],
    });
  });

  test("a repository without a commit: build says that there is no commit to tag an image for", async () => {
    const fresh = join(shop.folder, "fresh");
    await mkdir(join(fresh, "services/api"), { recursive: true });
    await writeFile(join(fresh, "services/api/Dockerfile"), "FROM scratch\nCOPY Dockerfile /\n");
    await execa("git", ["init", "--quiet", "--initial-branch=main"], { cwd: fresh });
    const client = join(shop.folder, "client");
    await writeFile(client, "#!/bin/sh\nexit 0\n", { mode: 0o755 });
    expect(await run(["images", "build", "--registry", "r.test/shop"], fresh, { DOCKER: client })).toMatchObject({
      exitCode: 0,
      stdout: "Nothing is built: this event gives no tag to api, and what has no tag cannot be pushed.",
      stderr: expect.stringContaining("no commit is known, so there is no image tag: commit something"),
    });
  });

  test("a name that is no image, a registry that is not said, and a client that is not there are told apart", async () => {
    expect(await run(["images", "plan", "--project", "none"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("SLUICE_UNKNOWN_IMAGE: none"),
    });
    expect(await run(["images", "verify", "web"])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("SLUICE_NO_REGISTRY") });
    expect(await run(["images", "promote", "r.test/x:1", "v1"])).toMatchObject({ exitCode: 2 });
    const client = join(shop.folder, "docker");
    await writeFile(client, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    expect(await run(["images", "build", "--all", "--no-push"], shop.root, { DOCKER: client })).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("SLUICE_BUILDX_MISSING"),
    });
  });
});

describe("with Docker and a registry", () => {
  beforeEach((context) => requirePart(context, missing));

  test("build pushes both platforms under the branch tags; a second build does nothing; a bake file builds the same", async () => {
    const args = ["images", "build", "--all", "--json", "--registry", prefix()];
    const summary = join(shop.folder, "summary.md");
    const first = JSON.parse((await run(args, shop.root, { GITHUB_STEP_SUMMARY: summary })).stdout);
    expect(first.images.map(({ name, action }: BuiltImage) => [name, action])).toEqual([
      ["api", "built"],
      ["web", "built"],
    ]);
    const api = (await readFile(summary, "utf8")).split("\n").find((line) => line.startsWith("| `api`"));
    expect(api).toContain(`\`${first.images[0].digest}\``);
    expect(api).toMatch(/linux\/amd64 [\d.]+ kB<br>linux\/arm64 [\d.]+ kB/);
    const again = JSON.parse((await run(args)).stdout);
    expect(again.images.map(({ action, digest }: BuiltImage) => [action, digest])).toEqual(
      first.images.map(({ digest }: BuiltImage) => ["unchanged", digest]),
    );
    expect(await run(["images", "verify", "--registry", prefix()])).toMatchObject({
      exitCode: 0,
      stdout: "2 images verified: all as it should be.",
    });

    const bake = ["images", "plan", "--all", "--bake", "--registry", prefix()];
    const bakeFile = (await run(bake)).stdout;
    expect(JSON.parse((await run([...bake, "--json"])).stdout)).toEqual(JSON.parse(await readFile(bakeFile, "utf8")));
    expect(shop.git("status", "--porcelain")).toBe("");
    const references = ["api", "web"].map((name) => `${prefix()}/${name}:latest`);
    const before = await Promise.all(references.map(platformDigests));
    const bakePlainly = () => execa(docker, ["buildx", "bake", "--file", bakeFile], { cwd: shop.root });
    // Docker 26 pushes once more what its builder has pushed, all manifests at once, and the local registry may answer 500 to that.
    await bakePlainly().catch((error: unknown) => {
      if (!String(error).includes("500 Internal Server Error")) throw error;
      return bakePlainly();
    });
    // The manifest of each platform, so its configuration and layers too; the attestations tell the time of the build.
    expect(await Promise.all(references.map(platformDigests))).toEqual(before);
  });

  test("a later commit that leaves an image as it was gets the same digest, and a release tag too", async () => {
    const before = JSON.parse((await run(["images", "build", "--all", "--json", "--registry", prefix()])).stdout);
    shop.write({ "services/api/src/main.ts": "3" });
    shop.commit({}, "second");
    const after = JSON.parse((await run(["images", "build", "--all", "--json", "--registry", prefix()])).stdout);
    expect(after.images.map(({ name, action }: BuiltImage) => [name, action])).toEqual([
      ["api", "built"],
      ["web", "promoted"],
    ]);
    expect(after.images[1].digest).toBe(before.images[1].digest);

    const [{ digest }] = after.images;
    const promoted = await run(["images", "promote", `api@${digest}`, "v1.0.0", "1.0", "--registry", prefix()]);
    expect(promoted).toMatchObject({
      exitCode: 0,
      stdout: [`${prefix()}/api:v1.0.0  points to it now`, `${prefix()}/api:1.0  points to it now`].join("\n"),
    });
    expect(await run(["images", "verify", `${prefix()}/api:v1.0.0@${digest}`])).toMatchObject({ exitCode: 0 });
    const wrong = await run(["images", "verify", `${prefix()}/api:v1.0.0@${before.images[1].digest}`]);
    expect(wrong).toMatchObject({ exitCode: 1, stdout: expect.stringContaining(`SLUICE_DIGEST_DIFFERS  ${prefix()}/api:v1.0.0`) });
  });

  test("an older commit of the branch, built once more, leaves latest to the later one", async () => {
    const latest = `${prefix()}/api:latest`;
    const before = await platformDigests(latest);
    shop.git("update-ref", "refs/remotes/origin/main", "main");
    shop.git("checkout", "--quiet", "--detach", "main~1");
    const sha = shop.git("rev-parse", "HEAD");
    const event = { GITHUB_EVENT_NAME: "push", GITHUB_REF: "refs/heads/main", GITHUB_SHA: sha };
    const env = { ...event, GITHUB_REPOSITORY: "acme/shop", GITHUB_API_URL: "http://127.0.0.1:9" };
    const { stdout } = await run(["images", "build", "--project", "api", "--json", "--registry", prefix()], shop.root, env);
    shop.git("checkout", "--quiet", "main");
    const { images, warnings } = JSON.parse(stdout);
    expect(images).toMatchObject([{ name: "api", tags: [`${prefix()}/api:main-sha${sha.slice(0, 7)}`] }]);
    expect(warnings).toMatchObject([{ code: "SLUICE_TAG_STAYS", message: expect.stringContaining(latest) as string }]);
    expect(await platformDigests(latest)).toEqual(before);
  });

  test("a broken Dockerfile fails alone", async () => {
    shop.write({ "services/web/Dockerfile": "FROM scratch\nCOPY\n" });
    const { exitCode, stdout } = await run(["images", "build", "--all", "--registry", prefix()]);
    shop.git("restore", ".");
    expect(exitCode).toBe(2);
    expect(stdout).toContain("web  failed  SLUICE_BROKEN_DOCKERFILE: services/web/Dockerfile:2: COPY needs");
    expect(stdout).toContain(`${prefix()}/api:latest`);
  });

  test("a pull request builds and pushes nothing", async () => {
    const env = {
      GITHUB_EVENT_NAME: "pull_request",
      GITHUB_REF: "refs/pull/8/merge",
      GITHUB_SHA: "f".repeat(40),
      GITHUB_REPOSITORY: "acme/shop",
      GITHUB_API_URL: "http://127.0.0.1:9",
    };
    const { exitCode, stdout } = await run(["images", "build", "--all", "--json", "--registry", prefix()], shop.root, env);
    expect({ exitCode, digests: JSON.parse(stdout).images.map(({ digest }: BuiltImage) => digest) }).toEqual({
      exitCode: 0,
      digests: [null, null],
    });
    expect(await run(["images", "verify", `${prefix()}/api:pr-8`])).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining("SLUICE_IMAGE_MISSING"),
    });
  });

  test("--load puts this machine's platform into the local engine", async () => {
    const { exitCode } = await run(["images", "build", "--project", "api", "--load", "--registry", prefix()]);
    expect(exitCode).toBe(0);
    const { stdout } = await execa(docker, ["image", "inspect", "--format", "{{.Config.User}}", `${prefix()}/api:latest`]);
    expect(stdout).toBe("65532:65532");
  });

  test("a registry that is not there is one error with a hint", async () => {
    const { exitCode, stderr } = await run(["images", "build", "--all", "--registry", "127.0.0.1:9/shop"]);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringMatching(/^SLUICE_REGISTRY_UNREACHABLE: The registry of 127\.0\.0\.1:9\/shop\/.*\n {2}hint: /),
    });
  });
});

interface BuiltImage {
  name: string;
  digest: string | null;
  action: string;
}

/** Digests of what is in an index for each platform; its attestations tell the time of the build. */
async function platformDigests(reference: string): Promise<string[]> {
  const { stdout } = await execa(docker, ["buildx", "imagetools", "inspect", "--raw", reference]);
  const index: { manifests: { digest: string; platform: { os: string } }[] } = JSON.parse(stdout);
  return index.manifests.filter(({ platform }) => platform.os === "linux").map(({ digest }) => digest);
}

function prefix(): string {
  return `${registry?.address ?? ""}/shop`;
}

function run(args: string[], cwd = shop.root, env: Record<string, string> = {}) {
  return runSluice(args, { cwd, env });
}
