import { SluiceError } from "@sluice/core";
import { lastWords } from "../buildx/docker-error.ts";
import type { Docker } from "../buildx/find-docker.ts";
import { parseImageReference } from "../registry/image-reference.ts";
import { inParallel } from "../registry/in-parallel.ts";
import { readRegistryImage } from "../registry/read-registry-image.ts";
import type { Cosign } from "./find-cosign.ts";
import { verifySignatures } from "./verify-signatures.ts";

/** What {@link signImages} is asked for. */
export interface SignImagesRequest {
  docker: Docker;
  cosign: Cosign;
  /** Full references with a tag or a digest. */
  references: readonly string[];
  /** A cosign private key: a file, `env://NAME` or a KMS address. Null: keyless, with the identity that cosign finds. */
  key: string | null;
  /** The public key that tells which images are signed already; null: all are signed. */
  publicKey: string | null;
}

/** An image and its signature. */
export interface SignedImage {
  /** `ghcr.io/acme/gateway@sha256:…`. */
  image: string;
  action: "signed" | "unchanged";
}

/**
 * Signs images by digest, each platform's manifest too. With a key nothing goes to a transparency log, so that it works
 * offline; keyless needs Sigstore's. What the public key verifies already is left alone.
 * Throws SLUICE_IMAGE_MISSING, SLUICE_SIGNING_FAILED, and the registry's errors.
 */
export async function signImages({ docker, cosign, references, key, publicKey }: SignImagesRequest): Promise<SignedImage[]> {
  const digests = await inParallel(references, (reference) => readDigest(docker, reference));
  const signed: SignedImage[] = [];
  for (const image of new Set(digests)) {
    const isSigned = publicKey !== null && (await verifySignatures(cosign, [image], publicKey)).length === 0;
    if (!isSigned) await sign(cosign, image, key);
    signed.push({ image, action: isSigned ? "unchanged" : "signed" });
  }
  return signed;
}

async function readDigest(docker: Docker, reference: string): Promise<string> {
  const found = await readRegistryImage(docker, reference);
  if (found !== null) return `${parseImageReference(reference).repository}@${found.digest}`;
  throw new SluiceError("SLUICE_IMAGE_MISSING", `The registry holds no ${reference}`, {
    hint: "Build and push it first: `sluice images build`.",
  });
}

async function sign(cosign: Cosign, image: string, key: string | null): Promise<void> {
  const way = key === null ? [] : ["--key", key, "--tlog-upload=false"];
  const { exitCode, stderr } = await cosign.run(["sign", "--yes", "--recursive", ...way, image]);
  if (exitCode === 0) return;
  throw new SluiceError("SLUICE_SIGNING_FAILED", `${image} could not be signed: ${lastWords(stderr, 1)}`, {
    hint: "Check the key and COSIGN_PASSWORD, or for keyless signing the job's `id-token: write`; then run the command again.",
  });
}
