import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Registry, startRegistry } from "../../../../tools/stack/index.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { findDocker, type Docker } from "../../src/buildx/find-docker.ts";
import { readSboms } from "../../src/registry/read-sboms.ts";

const manifestType = "application/vnd.oci.image.manifest.v1+json";
const indexType = "application/vnd.oci.image.index.v1+json";
const spdx = "https://spdx.dev/Document";
const slsa = "https://slsa.dev/provenance/v0.2";

let docker: Docker | null = null;
let registry: Registry | null = null;
let missing: string | null = null;

beforeAll(async () => {
  try {
    docker = await findDocker({ cwd: tmpdir(), env: process.env });
    registry = await startRegistry();
  } catch (error) {
    missing = String(error);
  }
});
beforeEach((context) => requirePart(context, missing));
afterAll(() => registry?.stop());

test("the SBOMs of an image are read as buildx attaches them, of one platform, of two, and of none", async () => {
  await pushIndex("one", ["amd64"], [spdx]);
  await pushIndex("two", ["arm64", "amd64"], [slsa, spdx, spdx]);
  await pushIndex("provenance", ["amd64", "arm64"], [slsa]);
  await pushIndex("single-provenance", ["amd64"], [slsa]);
  await pushIndex("bare", ["amd64"], []);
  expect(await read("one")).toEqual([["linux/amd64", "amd64 <0>"]]);
  expect(await read("two")).toEqual([
    ["linux/amd64", "amd64 <1>"],
    ["linux/amd64", "amd64 <2>"],
    ["linux/arm64", "arm64 <1>"],
    ["linux/arm64", "arm64 <2>"],
  ]);
  for (const tag of ["provenance", "single-provenance", "bare", "absent"]) expect(await read(tag)).toEqual([]);
});

async function read(tag: string): Promise<[platform: string, name: unknown][]> {
  if (docker === null) throw new Error("docker is not there");
  const sboms = await readSboms(docker, `${registry?.address ?? ""}/acme/gateway:${tag}`);
  return sboms.map(({ platform, text }) => [platform, Object(JSON.parse(text)).name]);
}

/** An index as BuildKit makes it ("Image attestation storage"), with a statement of each type about each platform. */
async function pushIndex(tag: string, architectures: readonly string[], predicateTypes: readonly string[]): Promise<void> {
  const manifests: object[] = [];
  for (const architecture of architectures) {
    const image = await pushManifest({ architecture, os: "linux" }, []);
    manifests.push({ ...image, platform: { os: "linux", architecture } });
    if (predicateTypes.length === 0) continue;
    const subject = [{ name: "image", digest: { sha256: image.digest.slice("sha256:".length) } }];
    const layers = await Promise.all(
      predicateTypes.map(async (predicateType, index) => ({
        mediaType: "application/vnd.in-toto+json",
        ...(await pushBlob(JSON.stringify({ predicateType, subject, predicate: { name: `${architecture} <${index}>` } }))),
        annotations: { "in-toto.io/predicate-type": predicateType },
      })),
    );
    manifests.push({
      ...(await pushManifest({ architecture: "unknown", os: "unknown" }, layers)),
      platform: { os: "unknown", architecture: "unknown" },
      annotations: { "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": image.digest },
    });
  }
  await put(`manifests/${tag}`, JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests }), indexType);
}

async function pushManifest(platform: object, layers: readonly object[]) {
  const config = await pushBlob(JSON.stringify({ ...platform, config: {}, rootfs: { type: "layers", diff_ids: [] } }));
  const document = {
    schemaVersion: 2,
    mediaType: manifestType,
    config: { mediaType: "application/vnd.oci.image.config.v1+json", ...config },
  };
  const text = JSON.stringify({ ...document, layers });
  await put(`manifests/${digestOf(text)}`, text, manifestType);
  return { mediaType: manifestType, digest: digestOf(text), size: Buffer.byteLength(text) };
}

async function pushBlob(text: string): Promise<{ digest: string; size: number }> {
  const upload = await fetch(new URL("blobs/uploads/", base()), { method: "POST" });
  const address = new URL(upload.headers.get("location") ?? "", base());
  address.searchParams.set("digest", digestOf(text));
  await put(address.href, text, "application/octet-stream");
  return { digest: digestOf(text), size: Buffer.byteLength(text) };
}

async function put(path: string, body: string, type: string): Promise<void> {
  const answer = await fetch(new URL(path, base()), { method: "PUT", body, headers: { "content-type": type } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}

function base(): string {
  return `http://${registry?.address ?? ""}/v2/acme/gateway/`;
}

function digestOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
