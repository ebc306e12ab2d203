import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Registry, startBuildkit, startRegistry, whyNoBuildkit } from "../../../../tools/stack/index.ts";
import { findImageParts } from "../../../../tools/test/find-image-parts.ts";
import { removeLocalImages } from "../../../../tools/test/remove-local-images.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { PUSH_ONCE } from "../../../../tools/test/push-once.ts";
import { Shop } from "./image-shop.ts";

const scanner = join(import.meta.dirname, "../../../../.sluice/tools/sbom-scanner");
const password = "pass-w0rd";
let shop: Shop;
let registry: Registry | null = null;
let docker = "docker";
let missing: string | null = null;

beforeAll(async () => {
  const lock = { name: "api", lockfileVersion: 3, packages: { "": {}, "node_modules/left-pad": { version: "1.3.0" } } };
  shop = Shop.init({
    "package.json": JSON.stringify({ name: "shop", private: true }),
    "services/api/package.json": JSON.stringify({ name: "api", version: "1.0.0", private: true }),
    "services/api/package-lock.json": JSON.stringify(lock),
    "services/api/Dockerfile":
      "FROM scratch\nARG TARGETARCH\nWORKDIR /app\nCOPY package-lock.json /app/\nCOPY package.json /app/$TARGETARCH\nUSER 65532\n",
  });
  shop.git("remote", "add", "origin", "https://github.com/acme/shop.git");
  ({ docker, missing } = await findImageParts());
  if (missing === null) registry = await startRegistry();
});
beforeEach((context) => requirePart(context, missing));
afterAll(async () => {
  if (registry !== null) await removeLocalImages(docker, registry.address);
  await registry?.stop();
  shop.remove();
});

describe("what an image carries", () => {
  let poor = "";

  beforeAll(async () => {
    if (missing !== null) return;
    const cosign = await execa("cosign", ["version"], { reject: false });
    if (cosign.exitCode !== 0) return void (missing = "cosign is not installed");
    if (!existsSync(join(scanner, "syft"))) return void (missing = "the SBOM scanner is not there: `npm run setup` makes it on Linux");
    const env = { ...process.env, COSIGN_PASSWORD: password };
    for (const name of ["own", "other"])
      await execa("cosign", ["generate-key-pair", "--output-key-prefix", name], { cwd: shop.folder, env });
    // Everything that cosign is called with is written down: a password must not be among it.
    await writeFile(join(shop.folder, "cosign.sh"), `#!/bin/sh\nprintf '%s\\n' "$*" >> '${shop.folder}/cosign.log'\nexec cosign "$@"\n`, {
      mode: 0o755,
    });
    const dockerfile = 'FROM scratch\nCOPY syft scan /\nENTRYPOINT ["/scan"]\n';
    const image = ["--provenance=false", PUSH_ONCE, "--tag", scannerImage(), "--file", "-", scanner];
    await execa(docker, ["buildx", "build", ...image], { input: dockerfile });
    shop.write({ "sluice.config.json": JSON.stringify({ images: { sbomScanner: scannerImage() } }) });
  });

  test("without being asked: provenance, and no SBOM on a laptop, which verify tells when one is wanted", async () => {
    const [image] = await built("--all");
    expect(image).toMatchObject({ name: "api", action: "built" });
    poor = image?.digest ?? "";
    // What is in the registry need not be here as well.
    expect((await execa(docker, ["image", "ls", "--quiet", `${prefix()}/api`])).stdout).toBe("");
    expect(await run("images", "verify", "--registry", prefix())).toMatchObject({ exitCode: 0 });
    const { exitCode, stdout } = await run("images", "verify", "--registry", prefix(), "--sbom", "--key", join(shop.folder, "own.pub"));
    expect({ exitCode, codes: stdout.split("\n").map((line) => line.split("  ")[0]) }).toEqual({
      exitCode: 1,
      codes: ["SLUICE_SBOM_MISSING", "SLUICE_SBOM_MISSING", "SLUICE_SIGNATURE_MISSING"],
    });
  });

  test("--sbom --sign: an SPDX document for each platform and a signature, on an image that lacked them; the second time nothing", async () => {
    const asked = ["--all", "--sbom", "--sign", "--key", "env://OWN_KEY"];
    const [image] = await built(...asked);
    expect(image).toMatchObject({ action: "built" });
    await expectSboms(`${prefix()}/api:latest`);
    const verify = ["images", "verify", "--registry", prefix(), "--sbom", "--key"];
    expect(await run(...verify, join(shop.folder, "own.pub"))).toMatchObject({ exitCode: 0 });
    expect(await run(...verify, join(shop.folder, "other.pub"))).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(/^SLUICE_SIGNATURE_WRONG {2}\S+@sha256:\S+ {2}is signed, but not with this key$/) as string,
    });
    const before = await signings();
    expect(await built(...asked)).toEqual([{ ...image, action: "unchanged" }]);
    expect(await signings()).toBe(before);
    expect(await readFile(join(shop.folder, "cosign.log"), "utf8")).not.toMatch(new RegExp(`${password}|PRIVATE KEY`));
  });

  test("where buildx's scanner cannot be had syft makes the SBOMs; without either nothing is pushed", async () => {
    const to = `${registry?.address}/by-syft`;
    const absent = "docker.io/docker/buildkit-syft-scanner:there-is-none";
    shop.write({ "sluice.config.json": JSON.stringify({ images: { sbomScanner: absent } }) });
    try {
      const build = ["images", "build", "--all", "--sbom", "--registry", to];
      expect(await run(...build, { SYFT: join(shop.folder, "none") })).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining("SLUICE_SBOM_SCANNER_MISSING") as string,
      });
      expect(await run("images", "verify", `${to}/api:latest`)).toMatchObject({ exitCode: 1 });
      expect(await run(...build, { SYFT: join(scanner, "syft") })).toMatchObject({ exitCode: 0 });
      await expectSboms(`${to}/api:latest`);
      expect(await run("images", "verify", `${to}/api:latest`, "--sbom")).toMatchObject({ exitCode: 0 });
      expect(await run(...build)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("api  there already") as string });
    } finally {
      shop.write({ "sluice.config.json": JSON.stringify({ images: { sbomScanner: scannerImage() } }) });
    }
  });

  test("promote --sign signs before the tag is there; a key that does not open leaves no tag", async () => {
    const tag = `${prefix()}/api:v0.9.0`;
    const promote = ["images", "promote", `${prefix()}/api@${poor}`, "v0.9.0", "--sign", "--key", "env://OWN_KEY"];
    const refused = await run(...promote, "--cwd", shop.root, { COSIGN_PASSWORD: "wrong" });
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("SLUICE_SIGNING_FAILED") as string });
    expect(await run("images", "verify", tag)).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining("SLUICE_IMAGE_MISSING") as string,
    });
    expect(await run(...promote)).toMatchObject({ exitCode: 0 });
    expect(await run("images", "verify", tag, "--key", join(shop.folder, "own.pub"))).toMatchObject({ exitCode: 0 });
    expect(await run(...promote.slice(0, 4), "--key", "x")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("SLUICE_USAGE: --key says with what to sign") as string,
    });
  });

  test("merge --sign signs the index that it makes", async () => {
    const to = ["--registry", `${registry?.address}/merged`, "--all", "--push-by-digest"];
    for (const arch of ["amd64", "arm64"]) {
      const share = await run("images", "build", ...to, "--platform", `linux/${arch}`, "--result", `${shop.folder}/digests/${arch}.json`);
      expect(share.exitCode).toBe(0);
    }
    expect(await run("images", "merge", join(shop.folder, "digests"), "--sign", "--key", "env://OWN_KEY")).toMatchObject({ exitCode: 0 });
    const merged = `${registry?.address}/merged/api:latest`;
    expect(await run("images", "verify", merged, "--key", join(shop.folder, "own.pub"))).toMatchObject({ exitCode: 0 });
  });

  test("verify reads the attestations themselves: those of another platform are found, whatever the index says of them", async () => {
    const url = `http://${registry?.address}/v2/shop/api/manifests`;
    const headers = { accept: "application/vnd.oci.image.index.v1+json", "content-type": "application/vnd.oci.image.index.v1+json" };
    const index = (await (await fetch(`${url}/latest`, { headers })).json()) as { manifests: IndexEntry[] };
    const [one, two] = index.manifests.filter(({ annotations }) => annotations?.[REFERENCE] !== undefined);
    if (one === undefined || two === undefined) throw new Error("there are no attestations");
    const annotations = one.annotations ?? {};
    one.annotations = two.annotations ?? {};
    two.annotations = annotations;
    expect((await fetch(`${url}/swapped`, { method: "PUT", headers, body: JSON.stringify(index) })).status).toBe(201);
    const { exitCode, stdout } = await run("images", "verify", `${prefix()}/api:swapped`, "--sbom");
    expect(exitCode).toBe(1);
    expect(stdout.split("\n")).toHaveLength(4);
    expect(stdout).toMatch(
      /^SLUICE_ATTESTATION_WRONG {2}\S+\/api:swapped {2}linux\/amd64: its provenance is about sha256:\w+, not sha256:\w+$/m,
    );
    expect(stdout).toMatch(/^SLUICE_ATTESTATION_WRONG {2}\S+\/api:swapped {2}linux\/arm64: its SBOM is about sha256:\w+, not sha256:\w+$/m);
  });
});

test("two builds of one commit, from two clones and without cache, are the same bytes, also of an image on another one's", async (context) => {
  requirePart(context, whyNoBuildkit());
  shop.commit({
    "services/top/package.json": JSON.stringify({ name: "top", version: "1.0.0", private: true }),
    "services/top/Dockerfile": "FROM api\nCOPY package.json /app/top.json\n",
  });
  const buildkit = await startBuildkit();
  try {
    const env = { DOCKER_CONFIG: join(shop.folder, "docker"), BUILDX_BUILDER: "sluice-image-trust" };
    const create = ["buildx", "create", "--name", env.BUILDX_BUILDER, "--driver", "remote", buildkit.endpoint];
    await execa(docker, create, { env });
    const manifests: string[][] = [];
    const layers: string[][] = [];
    for (const name of ["one", "two"]) {
      const clone = join(shop.folder, name);
      await execa("git", ["clone", "--quiet", shop.root, clone]);
      await execa("git", ["remote", "set-url", "origin", "https://github.com/acme/shop.git"], { cwd: clone });
      const to = `${registry?.address}/${name}`;
      const build = await run("images", "build", "--all", "--registry", to, "--no-sbom", "--cwd", clone, env);
      expect(build).toMatchObject({ exitCode: 0 });
      await execa(docker, ["buildx", "prune", "--all", "--force"], { env });
      const [api, top] = [await platformDigests(`${to}/api:latest`), await platformDigests(`${to}/top:latest`)];
      manifests.push([...api, ...top]);
      layers.push(await layersOf(`${to}/api@${api[0]}`), await layersOf(`${to}/top@${top[0]}`));
    }
    expect(manifests[0]).toHaveLength(4);
    expect(manifests[1]).toEqual(manifests[0]);
    // What is below is the very image that is pushed by itself.
    const [ofApi = [], ofTop = []] = layers;
    expect(ofTop.slice(0, ofApi.length)).toEqual(ofApi);
    expect(ofTop).toHaveLength(ofApi.length + 1);
    // A later commit that changes the upper one alone leaves the lower one the bytes that it is.
    const clone = join(shop.folder, "two");
    shop.commit({ "services/top/package.json": JSON.stringify({ name: "top", version: "1.0.1", private: true }) });
    await execa("git", ["pull", "--quiet", shop.root, "main"], { cwd: clone });
    const to = `${registry?.address}/two`;
    const later = await run("images", "build", "--all", "--json", "--registry", to, "--no-sbom", "--cwd", clone, env);
    expect(JSON.parse(later.stdout).images).toMatchObject([
      { name: "api", action: "promoted" },
      { name: "top", action: "built" },
    ]);
    expect(await platformDigests(`${to}/api:latest`)).toEqual(manifests[1]?.slice(0, 2));
  } finally {
    await buildkit.stop();
  }
});

const REFERENCE = "vnd.docker.reference.digest";

interface IndexEntry {
  digest: string;
  annotations?: Record<string, string>;
}

async function platformDigests(reference: string): Promise<string[]> {
  const { stdout } = await execa(docker, ["buildx", "imagetools", "inspect", "--raw", reference]);
  const index = JSON.parse(stdout) as { manifests: IndexEntry[] };
  return index.manifests.filter(({ annotations }) => annotations?.[REFERENCE] === undefined).map(({ digest }) => digest);
}

async function layersOf(reference: string): Promise<string[]> {
  const { stdout } = await execa(docker, ["buildx", "imagetools", "inspect", "--raw", reference]);
  return (JSON.parse(stdout) as { layers: { digest: string }[] }).layers.map(({ digest }) => digest);
}

function prefix(): string {
  return `${registry?.address ?? ""}/shop`;
}

function scannerImage(): string {
  return `${registry?.address ?? ""}/tools/sbom-scanner:1`;
}

async function built(...args: string[]): Promise<{ name: string; action: string; digest: string }[]> {
  const { stdout, stderr, exitCode } = await run("images", "build", "--json", "--registry", prefix(), ...args);
  if (exitCode !== 0) throw new Error(stderr);
  return JSON.parse(stdout).images;
}

/** As buildx shows them to anybody. */
async function expectSboms(reference: string): Promise<void> {
  const { stdout } = await execa(docker, ["buildx", "imagetools", "inspect", reference, "--format", "{{ json .SBOM }}"]);
  const sboms: Record<string, { SPDX: { spdxVersion: string; packages: { name: string; versionInfo?: string }[] } }> = JSON.parse(stdout);
  expect(Object.keys(sboms).sort()).toEqual(["linux/amd64", "linux/arm64"]);
  for (const { SPDX } of Object.values(sboms)) {
    expect(SPDX.spdxVersion).toBe("SPDX-2.3");
    expect(SPDX.packages).toContainEqual(expect.objectContaining({ name: "left-pad", versionInfo: "1.3.0" }));
  }
}

async function signings(): Promise<number> {
  const log = await readFile(join(shop.folder, "cosign.log"), "utf8");
  return log.split("\n").filter((line) => line.startsWith("sign ")).length;
}

/** The command with its arguments; a last object is of variables. */
async function run(...call: (string | Record<string, string>)[]) {
  const args = call.filter((part) => typeof part === "string");
  const more = call.filter((part) => typeof part === "object");
  const ownKey = await readFile(join(shop.folder, "own.key"), "utf8").catch(() => "");
  const secrets = { COSIGN: join(shop.folder, "cosign.sh"), COSIGN_PASSWORD: password, OWN_KEY: ownKey };
  return shop.run(args, Object.assign(secrets, ...more) as Record<string, string>);
}
