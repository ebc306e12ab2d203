import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseConfiguration } from "@sluice/core";
import type { Project, Workspace } from "@sluice/ecosystems";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startRegistry, type Registry } from "../../../../tools/stack/index.ts";
import { findImageParts } from "../../../../tools/test/find-image-parts.ts";
import { removeLocalImages } from "../../../../tools/test/remove-local-images.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { buildImages } from "../../src/build/build-images.ts";
import { findDocker, type Docker } from "../../src/buildx/find-docker.ts";
import { readImages } from "../../src/discovery/read-images.ts";
import { computeMetadata } from "../../src/metadata/compute-metadata.ts";
import { assembleImagePlan } from "../../src/plan/assemble-image-plan.ts";
import type { ImagePlan } from "../../src/plan/image-plan.ts";
import { readImageKeys } from "../../src/plan/read-image-keys.ts";
import { selectImages } from "../../src/plan/select-images.ts";
import { promoteImage } from "../../src/registry/promote-image.ts";
import { readRegistryImage, readRegistryImageDetails } from "../../src/registry/read-registry-image.ts";
import { verifyImages } from "../../src/registry/verify-images.ts";
import { PUSH_ONCE } from "../../../../tools/test/push-once.ts";

const env = process.env;
let missing: string | null = null;
let registry: Registry | null = null;
let folder = "";

beforeAll(async () => {
  ({ missing } = await findImageParts());
  if (missing === null) registry = await startRegistry();
});
afterAll(async () => {
  if (registry !== null) await removeLocalImages((await findDocker({ cwd: tmpdir(), env })).program, registry.address);
  await registry?.stop();
});

beforeEach(async (context) => {
  requirePart(context, missing);
  folder = await mkdtemp(join(tmpdir(), "sluice-docker-"));
});
afterEach(async () => {
  if (folder !== "") await rm(folder, { recursive: true, force: true });
});

describe("buildImages", () => {
  const files = {
    "services/api/Dockerfile": "FROM base\nCOPY main.js /app/\n",
    "services/api/main.js": "1",
    "services/base/Dockerfile": "FROM scratch\nARG TARGETARCH\nCOPY bin/$TARGETARCH /bin/tool\nUSER 65532:65532\n",
    "services/base/bin/amd64": "amd64",
    "services/base/bin/arm64": "arm64",
  };

  it("builds all in one bake, both platforms, the base before what starts from it, and tags both", async () => {
    const { plan, docker, bakes } = await prepare(files);
    const result = await buildImages({ plan, docker, output: "push" });
    expect(bakes()).toBe(1);
    expect(result.images.map(({ name, action }) => [name, action])).toEqual([
      ["api", "built"],
      ["base", "built"],
    ]);
    for (const { tags, digest } of result.images) {
      expect(tags).toHaveLength(2);
      for (const tag of tags)
        expect(await readRegistryImage(docker, tag)).toMatchObject({ digest, isIndex: true, platforms: ["linux/amd64", "linux/arm64"] });
    }
    const api = await readRegistryImageDetails(docker, plan.images[0]?.tags[0] ?? "");
    expect(api?.annotations).toMatchObject({ "dev.sluice.key": plan.images[0]?.key, "org.opencontainers.image.revision": revision });
    expect(api?.attestations).toHaveLength(2);
    expect(api?.configurations).toMatchObject([
      { user: "65532:65532", labels: { "org.opencontainers.image.created": "2026-01-02T03:04:05.000Z" } },
      {},
    ]);
  });

  it("builds nothing a second time, and only tags what a new commit leaves as it was", async () => {
    const first = await prepare(files);
    const built = await buildImages({ plan: first.plan, docker: first.docker, output: "push" });
    const again = await prepare(files);
    const unchanged = await buildImages({ plan: again.plan, docker: again.docker, output: "push" });
    expect(again.bakes()).toBe(0);
    expect(unchanged.images.map(({ action, digest }) => [action, digest])).toEqual(built.images.map(({ digest }) => ["unchanged", digest]));

    const later = await prepare({ ...files, "services/api/main.js": "2" }, { sha: "f".repeat(40) });
    const { images } = await buildImages({ plan: later.plan, docker: later.docker, output: "push" });
    expect(images.map(({ name, action }) => [name, action])).toEqual([
      ["api", "built"],
      ["base", "promoted"],
    ]);
    expect(images[1]?.digest).toBe(built.images[1]?.digest);
    expect(images[0]?.digest).not.toBe(built.images[0]?.digest);
  });

  it("builds the others when one Dockerfile is broken", async () => {
    const { plan, docker } = await prepare({ ...files, "services/api/Dockerfile": "FROMM base\n" });
    const { images, failures } = await buildImages({ plan, docker, output: "push" });
    expect(images.map(({ name }) => name)).toEqual(["base"]);
    expect(failures).toMatchObject([
      { name: "api", problem: { code: "SLUICE_BROKEN_DOCKERFILE", message: "services/api/Dockerfile:1: unknown instruction FROMM" } },
    ]);
  });

  it("leaves out the image that failed, and tags the others; all or nothing tags none", async () => {
    const broken = { ...files, "services/api/Dockerfile": "FROM base\nCOPY --from=base /none /x\n", "services/base/bin/amd64": "else" };
    const { plan, docker } = await prepare(broken, { sha: "e".repeat(40) });
    const failure = {
      name: "api",
      problem: {
        code: "SLUICE_IMAGE_BUILD_FAILED",
        message: expect.stringMatching(
          /^The image api could not be built from services\/api\/Dockerfile:2: .*no such file.*\n> \[api .*COPY --from=base \/none \/x/,
        ) as string,
      },
    };
    const ofBase = plan.images[1]?.tags[0] ?? "";
    expect(await buildImages({ plan, docker, output: "push", isAllOrNothing: true })).toMatchObject({ images: [], failures: [failure] });
    expect(await readRegistryImage(docker, ofBase)).toBeNull();
    const { images, failures } = await buildImages({ plan, docker, output: "push" });
    expect({ names: images.map(({ name }) => name), failures }).toEqual({ names: ["base"], failures: [failure] });
    expect(await readRegistryImage(docker, ofBase)).not.toBeNull();
    expect(await readRegistryImage(docker, plan.images[0]?.tags[0] ?? "")).toBeNull();
  });

  it("says of an image whose base failed that this is why, also where the base was not asked for", async () => {
    const broken = { ...files, "services/base/Dockerfile": "FROM scratch AS one\nCOPY bin/amd64 /x\nFROM one\nCOPY --from=one /none /\n" };
    const { plan, docker } = await prepare(broken, { sha: "d".repeat(40) });
    const notBuilt = {
      code: "SLUICE_BASE_NOT_BUILT",
      message: "services/api/Dockerfile: not built, because base, which it starts from, could not be built",
    };
    const ofBase = {
      name: "base",
      problem: {
        code: "SLUICE_IMAGE_BUILD_FAILED",
        message: expect.stringMatching(/services\/base\/Dockerfile:4: .*no such file/) as string,
      },
    };
    const both = { images: [], failures: [{ name: "api", problem: notBuilt }, ofBase] };
    expect(await buildImages({ plan, docker, output: "push" })).toMatchObject(both);
    const [api, base] = plan.images;
    const images = [api, { ...base, reasons: [{ kind: "base-of", image: "api" }], tags: [] }] as ImagePlan["images"];
    expect(await buildImages({ plan: { ...plan, images }, docker, output: "none" })).toMatchObject(both);
  });

  it("refuses to push for a pull request, and builds without a push", async () => {
    const { plan, docker } = await prepare(files, { ref: "refs/pull/7/merge" });
    await expect(buildImages({ plan, docker, output: "push" })).rejects.toMatchObject({ code: "SLUICE_PUSH_NOT_ALLOWED" });
    const { images } = await buildImages({ plan, docker, output: "none" });
    expect(images.map(({ name, digest }) => [name, digest])).toEqual([
      ["api", null],
      ["base", null],
    ]);
    expect(await readRegistryImage(docker, `${prefix()}/api:pr-7`)).toBeNull();
  });

  it("lets a named context stand in for a FROM name", async () => {
    const base = await prepare(files);
    await buildImages({ plan: base.plan, docker: base.docker, output: "push" });
    const buildContexts = { "python:3.13-slim": `docker-image://${base.plan.images[1]?.tags[0] ?? ""}` };
    const { plan, docker } = await prepare(
      { "services/api/Dockerfile": "FROM python:3.13-slim\nCOPY a /a\n", "services/api/a": "" },
      { buildContexts },
    );
    expect(plan.images[0]?.key).not.toBeNull();
    const [built] = (await buildImages({ plan, docker, output: "push" })).images;
    const found = await readRegistryImageDetails(docker, built?.tags[0] ?? "");
    expect(found?.configurations.map(({ user }) => user)).toEqual(["65532:65532", "65532:65532"]);
  });

  it("says when the registry is not there", async () => {
    const address = `127.0.0.1:${await freePort()}/shop`;
    const { plan, docker } = await prepare(files, { prefix: address });
    await expect(buildImages({ plan, docker, output: "push" })).rejects.toMatchObject({ code: "SLUICE_REGISTRY_UNREACHABLE" });
    await expect(buildImages({ plan, docker, output: "push", rebuild: true })).rejects.toMatchObject({
      code: "SLUICE_REGISTRY_UNREACHABLE",
    });
  });
});

describe("promoteImage", () => {
  it("keeps the digest of an index, into another repository too, and leaves alone what is there", async () => {
    const { plan, docker } = await prepare({ "services/api/Dockerfile": "FROM scratch\nCOPY Dockerfile /x\n" });
    const [image] = (await buildImages({ plan, docker, output: "push" })).images;
    const from = `${prefix()}/api@${image?.digest}`;
    const references = [`${prefix()}/api:v1.2.3`, `${prefix()}/copy:v1`];
    expect(await promoteImage(docker, { from, references })).toEqual(references);
    for (const reference of references) expect((await readRegistryImage(docker, reference))?.digest).toBe(image?.digest);
    expect(await promoteImage(docker, { from, references })).toEqual([]);
  });

  it("never gives a single manifest another digest without saying so", async () => {
    const docker = await findDocker({ cwd: folder, env });
    await write({ Dockerfile: "FROM scratch\nCOPY Dockerfile /x\n" });
    const { exitCode } = await docker.run([
      "buildx",
      "build",
      "--provenance=false",
      "--platform=linux/amd64",
      PUSH_ONCE,
      "--tag",
      `${prefix()}/single:one`,
      folder,
    ]);
    expect(exitCode).toBe(0);
    const single = await readRegistryImage(docker, `${prefix()}/single:one`);
    expect(single).toMatchObject({ isIndex: false, platforms: ["linux/amd64"] });
    const promoted = await promoteImage(docker, {
      from: `${prefix()}/single@${single?.digest}`,
      references: [`${prefix()}/single:two`],
    }).catch((error: unknown) => error);
    const two = await readRegistryImage(docker, `${prefix()}/single:two`);
    // An older buildx cannot keep it, and then nothing is written; a newer one can.
    const refused = { promoted: { code: "SLUICE_DIGEST_WOULD_CHANGE" }, two: null };
    const kept = { promoted: [`${prefix()}/single:two`], two: { digest: single?.digest } };
    expect({ promoted, two }).toMatchObject(two === null ? refused : kept);
  });

  it("refuses a tag as the source, and an image that is not there", async () => {
    const docker = await findDocker({ cwd: folder, env });
    await expect(promoteImage(docker, { from: `${prefix()}/api:v1`, references: [] })).rejects.toMatchObject({
      code: "SLUICE_BAD_REFERENCE",
    });
    await expect(
      promoteImage(docker, { from: `${prefix()}/none@sha256:${"0".repeat(64)}`, references: [`${prefix()}/none:x`] }),
    ).rejects.toMatchObject({ code: "SLUICE_IMAGE_MISSING" });
  });
});

describe("verifyImages", () => {
  const unexacting = { sbom: false, labels: {} };

  it("finds a missing tag, platform, label and attestation, a moved tag, and root", async () => {
    const docker = await findDocker({ cwd: folder, env });
    await write({ Dockerfile: "FROM scratch\nCOPY Dockerfile /x\n" });
    await docker.run([
      "buildx",
      "build",
      "--provenance=false",
      "--platform=linux/amd64",
      PUSH_ONCE,
      "--tag",
      `${prefix()}/poor:one`,
      folder,
    ]);
    const findings = await verifyImages(docker, [
      {
        references: [`${prefix()}/poor:one`, `${prefix()}/poor:two`],
        digest: `sha256:${"0".repeat(64)}`,
        platforms: ["linux/amd64", "linux/arm64"],
        ...unexacting,
      },
    ]);
    expect(findings.map(({ code, reference }) => `${code} ${reference.slice(reference.lastIndexOf("/") + 1)}`)).toEqual([
      "SLUICE_DIGEST_DIFFERS poor:one",
      "SLUICE_IMAGE_MISSING poor:two",
      "SLUICE_PLATFORM_MISSING poor:one",
      "SLUICE_ATTESTATION_MISSING poor:one",
      "SLUICE_LABEL_MISSING poor:one",
      "SLUICE_RUNS_AS_ROOT poor:one",
    ]);
  });

  it("finds nothing about what buildImages pushed", async () => {
    const { plan, docker } = await prepare({ "services/api/Dockerfile": "FROM scratch\nCOPY Dockerfile /x\nUSER 1\n" });
    await buildImages({ plan, docker, output: "push" });
    expect(
      await verifyImages(docker, [
        { references: plan.images[0]?.tags ?? [], digest: null, platforms: ["linux/amd64", "linux/arm64"], ...unexacting },
      ]),
    ).toEqual([]);
  });
});

const revision = "1a2b3c4d".repeat(5);

function prefix(): string {
  return `${registry?.address ?? ""}/shop`;
}

async function write(files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

interface Preparation {
  sha?: string;
  ref?: string;
  prefix?: string;
  buildContexts?: Record<string, string>;
}

/** A plan for all images of some files, and a docker that counts its bakes. */
async function prepare(
  files: Record<string, string>,
  { sha = revision, ref = "refs/heads/main", prefix: to = prefix(), buildContexts = {} }: Preparation = {},
): Promise<{ plan: ImagePlan; docker: Docker; bakes: () => number }> {
  await write(files);
  const { images } = await readImages({
    root: folder,
    workspace,
    configuration: parseConfiguration({}, "sluice.config.json"),
    files: Object.keys(files),
    buildContexts,
  });
  const docker = await findDocker({ cwd: folder, env });
  const { selected } = selectImages(images, { kind: "all" });
  const { keys, bases } = await readImageKeys({ root: folder, images, wanted: new Set(selected.keys()), prefix: to, docker });
  const commitTime = new Date("2026-01-02T03:04:05Z");
  const event = { name: ref.startsWith("refs/pull/") ? "pull_request" : "push", ref, sha, payload: null };
  const repository = { name: "shop", description: "", url: "https://example.invalid/shop", license: "", defaultBranch: "main" };
  const metadataOf = (name: string) =>
    computeMetadata({ event, repository, images: [`${to}/${name}`], now: commitTime, commitTime, annotationLevels: ["manifest", "index"] });
  const plan = assembleImagePlan({
    images,
    selected,
    prefix: to,
    metadata: new Map(images.map(({ name }) => [name, metadataOf(name)])),
    keys,
    bases,
    secrets: [],
    commitTime,
    attestations: { provenance: "max", sbom: null },
  });
  let count = 0;
  const counting: Docker = {
    program: docker.program,
    run: (args, options) => {
      if (args[1] === "bake") count += 1;
      return docker.run(args, options);
    },
  };
  return { plan, docker: counting, bakes: () => count };
}

async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === "object" && address !== null ? address.port : 1;
}

const project = (name: string): Project => ({
  name,
  root: `services/${name}`,
  type: "app",
  ecosystem: "docker",
  manifest: `services/${name}/Dockerfile`,
  version: null,
  private: true,
  targets: {},
});
const workspace: Workspace = { projects: [project("api"), project("base")], dependencies: [], lockfiles: [], warnings: [], broken: [] };
