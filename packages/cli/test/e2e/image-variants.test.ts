import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startRegistry, type Registry } from "../../../../tools/stack/index.ts";
import { findImageParts, type ImageParts } from "../../../../tools/test/find-image-parts.ts";
import { removeLocalImages } from "../../../../tools/test/remove-local-images.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { digestOf, Shop } from "./image-shop.ts";

const dockerfile = `FROM scratch AS cuda
COPY gpu /
USER 65532:65532
FROM scratch
ARG FLAVOUR=plain
COPY $FLAVOUR /
USER 65532:65532
`;
const variants = { cuda: { targetStage: "cuda" }, slim: { buildArgs: { FLAVOUR: "slim" } } };
const configuration = {
  images: {
    platforms: ["linux/amd64"],
    images: { trainer: { project: "trainer", dockerfile: "services/trainer/Dockerfile", variants } },
  },
};

let shop: Shop;
let registry: Registry | null = null;
let parts: ImageParts;

beforeAll(async () => {
  shop = Shop.init({
    "sluice.config.json": JSON.stringify(configuration),
    "services/trainer/package.json": JSON.stringify({ name: "trainer", version: "1.2.0", private: true }),
    "services/trainer/CHANGELOG.md": "# trainer\n\n## 1.2.0\n\n- First.\n",
    "services/trainer/Dockerfile": dockerfile,
    "services/trainer/gpu": "gpu",
    "services/trainer/plain": "plain",
    "services/trainer/slim": "slim",
  });
  const origin = join(shop.folder, "origin.git");
  await execa("git", ["clone", "--quiet", "--bare", shop.root, origin]);
  shop.git("remote", "add", "origin", origin);
  parts = await findImageParts();
  if (parts.missing === null) registry = await startRegistry();
});
afterAll(async () => {
  if (registry !== null) await removeLocalImages(parts.docker, registry.address);
  await registry?.stop();
  shop.remove();
});

test("a change of what one variant is made from builds that variant alone, and says why", async () => {
  shop.write({ "services/trainer/gpu": "gpu 2" });
  const { stdout } = await shop.run(["images", "plan", "--base", "HEAD", "--registry", "r.test/shop", "--json"]);
  shop.git("restore", ".");
  const plan: { images: { name: string; reasons: object[]; tags: string[] }[] } = JSON.parse(stdout);
  const sha = shop.git("rev-parse", "--short=7", "HEAD");
  expect(plan.images.map(({ name, reasons, tags }) => ({ name, reasons, tags }))).toEqual([
    {
      name: "trainer-cuda",
      reasons: [{ kind: "file", path: "services/trainer/gpu" }],
      tags: [`r.test/shop/trainer:main-sha${sha}-cuda`, "r.test/shop/trainer:latest-cuda"],
    },
  ]);
});

test("a deleted file builds what was made from it, and not the other variants", async () => {
  shop.write({
    "services/trainer/many/a": "",
    "services/trainer/many/b": "",
    "services/trainer/Dockerfile": `${dockerfile}COPY many /many\n`,
  });
  shop.commit({}, "many");
  shop.git("rm", "--quiet", "services/trainer/many/b");
  const { stdout } = await shop.run(["images", "plan", "--base", "HEAD", "--registry", "r.test/shop", "--json"]);
  shop.git("reset", "--quiet", "--hard", "HEAD~1");
  const plan: { images: { name: string; reasons: object[] }[] } = JSON.parse(stdout);
  const reasons = [{ kind: "file", path: "services/trainer/many/b" }];
  expect(plan.images.map(({ name, reasons: why }) => ({ name, why }))).toEqual([
    { name: "trainer", why: reasons },
    { name: "trainer-slim", why: reasons },
  ]);
});

test("what cannot be inferred is asked for by name, and the rest is planned", async () => {
  shop.write({
    "services/trainer/package.json": JSON.stringify({ name: "trainer", version: "1.2.0", private: true }),
    "deploy/Dockerfile.nobody": "FROM scratch\n",
    "services/web/package.json": JSON.stringify({ name: "web", version: "1.0.0", private: true }),
    "services/web/Dockerfile": "FROM scratch\n",
    "deploy/Dockerfile.web": "FROM scratch\n",
  });
  const { exitCode, stdout, stderr } = await shop.run(["images", "plan", "--all", "--registry", "r.test/shop"]);
  shop.git("clean", "-dfq");
  expect(exitCode).toBe(0);
  expect(stderr).toContain(
    'SLUICE_IMAGE_PROJECT_UNKNOWN: deploy/Dockerfile.nobody belongs to no project by its place or name; name it in the configuration: images.images.<name> = { project, dockerfile: "deploy/Dockerfile.nobody" }',
  );
  expect(stderr).toContain("SLUICE_IMAGE_NAME_TAKEN: deploy/Dockerfile.web and services/web/Dockerfile give the image web");
  expect(stdout).toContain("cannot be built: deploy/Dockerfile.web and services/web/Dockerfile");
});

describe("with Docker and a registry", () => {
  beforeEach((context) => requirePart(context, parts.missing));

  test("build, a second build, verify and a release give every variant under its image's name", async () => {
    const built = JSON.parse((await shop.run(["images", "build", "--all", "--json", "--registry", prefix()])).stdout);
    expect(built.images.map(({ name, action }: BuiltImage) => [name, action])).toEqual([
      ["trainer", "built"],
      ["trainer-cuda", "built"],
      ["trainer-slim", "built"],
    ]);
    const digests = built.images.map(({ digest }: BuiltImage) => digest);
    expect(new Set(digests).size).toBe(3);
    const again = JSON.parse((await shop.run(["images", "build", "--project", "trainer", "--json", "--registry", prefix()])).stdout);
    expect(again.images.map(({ action, digest }: BuiltImage) => [action, digest])).toEqual(
      digests.map((digest: string) => ["unchanged", digest]),
    );
    const tags = ["latest", "latest-cuda", "latest-slim"].map((tag) => `${prefix()}/trainer:${tag}`);
    expect(await Promise.all(tags.map(digest))).toEqual(digests);
    expect(await shop.run(["images", "verify", "--registry", prefix()])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining("3 images"),
    });

    const publish = ["release", "publish", "--package", "trainer", "--registry", prefix()];
    expect(await shop.run(publish)).toMatchObject({ exitCode: 0 });
    const released = ["v1.2.0", "1.2", "1"].flatMap((tag) => ["", "-cuda", "-slim"].map((suffix) => `${prefix()}/trainer:${tag}${suffix}`));
    expect(await Promise.all(released.map(digest))).toEqual([...digests, ...digests, ...digests]);
    expect(await shop.run(["release", "verify", "--package", "trainer", "--registry", prefix()])).toMatchObject({ exitCode: 0 });

    shop.write({ "deploy/Dockerfile.nobody": "FROM scratch\n" });
    const unclear = await shop.run(["images", "build", "--all", "--registry", prefix()]);
    shop.git("clean", "-dfq");
    expect(unclear).toMatchObject({
      exitCode: 2,
      stdout: expect.stringContaining("deploy/Dockerfile.nobody  failed  SLUICE_IMAGE_PROJECT_UNKNOWN"),
    });
    expect(unclear.stdout).toContain("trainer-cuda  there already");
  });
});

interface BuiltImage {
  name: string;
  digest: string | null;
  action: string;
}

function digest(reference: string): Promise<string> {
  return digestOf(parts.docker, reference);
}

function prefix(): string {
  return `${registry?.address ?? ""}/shop`;
}
