import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type Registry, startRegistry } from "../../../../tools/stack/index.ts";
import { findImageParts } from "../../../../tools/test/find-image-parts.ts";
import { removeLocalImages } from "../../../../tools/test/remove-local-images.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { startSigningAuthority } from "../../../../tools/test/start-signing-authority.ts";
import { type Docker, findDocker } from "../../src/buildx/find-docker.ts";
import { readRegistryImage } from "../../src/registry/read-registry-image.ts";
import { type Cosign, findCosign } from "../../src/signing/find-cosign.ts";
import { signImages } from "../../src/signing/sign-images.ts";
import { verifySignatures } from "../../src/signing/verify-signatures.ts";
import { PUSH_ONCE } from "../../../../tools/test/push-once.ts";

let missing: string | null = null;
let registry: Registry | null = null;
let folder = "";
let parts: { docker: Docker; cosign: Cosign } | null = null;

beforeAll(async () => {
  const found = await findImageParts();
  folder = await mkdtemp(join(tmpdir(), "sluice-signing-"));
  const noToken = { SIGSTORE_ID_TOKEN: "", ACTIONS_ID_TOKEN_REQUEST_URL: "" };
  const env = { ...process.env, ...noToken, COSIGN_PASSWORD: "secret", DOCKER: found.docker };
  const cosign = await findCosign({ cwd: folder, env }).catch((error: unknown) => String(error));
  missing = found.missing ?? (typeof cosign === "string" ? cosign : null);
  if (missing !== null || typeof cosign === "string") return;
  parts = { docker: await findDocker({ cwd: folder, env }), cosign };
  registry = await startRegistry();
  for (const name of ["own", "other"]) await execa("cosign", ["generate-key-pair", "--output-key-prefix", name], { cwd: folder, env });
  await writeFile(join(folder, "Dockerfile"), "FROM scratch\nCOPY Dockerfile /\n");
});
beforeEach((context) => requirePart(context, missing));
afterAll(async () => {
  if (registry !== null && parts !== null) await removeLocalImages(parts.docker.program, registry.address);
  await registry?.stop();
  await rm(folder, { recursive: true, force: true });
});

it("signs by digest and keeps it, signs nothing twice, and tells missing and foreign signatures apart", async () => {
  if (parts === null) throw new Error("the parts are not there");
  const { docker, cosign } = parts;
  const tag = `${registry?.address ?? ""}/shop/api:v1`;
  expect(await docker.run(["buildx", "build", "--platform=linux/amd64,linux/arm64", PUSH_ONCE, "--tag", tag, "."])).toMatchObject({
    exitCode: 0,
  });
  const digest = (await readRegistryImage(docker, tag))?.digest ?? "";
  const image = `${registry?.address ?? ""}/shop/api@${digest}`;
  const key = join(folder, "own.key");
  const signedBy = (name: string) => ({ kind: "key" as const, key: join(folder, name) });

  expect(await verifySignatures(cosign, [image], signedBy("own.pub"))).toMatchObject([
    { code: "SLUICE_SIGNATURE_MISSING", reference: image },
  ]);
  const request = { docker, cosign, references: [tag, image], key, signer: null };
  expect(await signImages(request)).toEqual([{ image, action: "signed" }]);
  expect((await readRegistryImage(docker, tag))?.digest).toBe(digest);
  expect(await signImages(request)).toEqual([{ image, action: "unchanged" }]);
  expect(await verifySignatures(cosign, [image], signedBy("own.pub"))).toEqual([]);
  expect(await verifySignatures(cosign, [image], signedBy("other.pub"))).toMatchObject([{ code: "SLUICE_SIGNATURE_WRONG" }]);
  await expect(verifySignatures(cosign, [image], signedBy("none.pub"))).rejects.toMatchObject({ code: "SLUICE_COSIGN_FAILED" });
  await expect(signImages({ ...request, references: [`${tag}0`] })).rejects.toMatchObject({ code: "SLUICE_IMAGE_MISSING" });
  await expect(signImages({ ...request, key: join(folder, "none.key") })).rejects.toMatchObject({
    code: "SLUICE_SIGNING_FAILED",
  });
  // Keyless, without a token: said at once and without a network, where cosign alone would wait for a person.
  await expect(signImages({ ...request, key: null })).rejects.toMatchObject({
    code: "SLUICE_SIGNING_IDENTITY_MISSING",
    hint: expect.stringContaining("id-token: write") as string,
  });
});

it("keyless: signs with the job's token, and tells another identity's signature", async () => {
  if (parts === null) throw new Error("the parts are not there");
  const { docker, cosign } = parts;
  const [identity, issuer] = ["ci@shop.test", "https://issuer.test"];
  const authority = await startSigningAuthority(folder, { identity, issuer });
  try {
    // Sigstore's own addresses are what cosign has built in; its log of certificates and that of signatures have no stand-in.
    const more: Record<string, string[]> = {
      sign: [`--fulcio-url=${authority.url}`, "--insecure-skip-verify", "--tlog-upload=false"],
      verify: [`--ca-roots=${authority.root}`, "--insecure-ignore-sct", "--insecure-ignore-tlog=true"],
    };
    const env = { SIGSTORE_ID_TOKEN: renderToken({ iss: issuer, aud: "sigstore", sub: identity, email: identity, email_verified: true }) };
    const local: Cosign = { run: ([command = "", ...args]) => cosign.run([command, ...(more[command] ?? []), ...args], env) };
    const tag = `${registry?.address ?? ""}/shop/keyless:v1`;
    await docker.run(["buildx", "build", "--platform=linux/amd64", PUSH_ONCE, "--tag", tag, "."]);
    const image = `${registry?.address ?? ""}/shop/keyless@${(await readRegistryImage(docker, tag))?.digest ?? ""}`;
    const signer = { kind: "identity", identity, issuer } as const;
    const request = { docker, cosign: local, references: [tag], key: null, signer };
    expect(await verifySignatures(local, [image], signer)).toMatchObject([{ code: "SLUICE_SIGNATURE_MISSING" }]);
    expect(await signImages(request)).toEqual([{ image, action: "signed" }]);
    expect(await signImages(request)).toEqual([{ image, action: "unchanged" }]);
    expect(await verifySignatures(local, [image], signer)).toEqual([]);
    expect(await verifySignatures(local, [image], { ...signer, identity: "other@shop.test" })).toMatchObject([
      { code: "SLUICE_SIGNATURE_WRONG", message: "is signed, but not by other@shop.test" },
    ]);
  } finally {
    await authority.stop();
  }
});

/** A token as a CI system gives it; nobody here looks at its signature. */
function renderToken(claims: object): string {
  const now = Math.floor(Date.now() / 1000);
  const texts = [
    { alg: "RS256", typ: "JWT" },
    { ...claims, iat: now, exp: now + 600 },
  ].map((part) => JSON.stringify(part));
  return [...texts, "signature"].map((text) => Buffer.from(text).toString("base64url")).join(".");
}

it("says how to get cosign where there is none", async () => {
  await expect(findCosign({ cwd: folder, env: { PATH: "/none" } })).rejects.toMatchObject({ code: "SLUICE_COSIGN_MISSING" });
});
