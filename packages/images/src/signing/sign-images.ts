import { SluiceError } from "@sluice/core";
import { lastWords } from "../buildx/docker-error.ts";
import type { Docker } from "../buildx/find-docker.ts";
import { parseImageReference } from "../registry/image-reference.ts";
import { inParallel } from "../registry/in-parallel.ts";
import { readRegistryImage } from "../registry/read-registry-image.ts";
import type { Cosign } from "./find-cosign.ts";
import { type TrustedSigner, verifySignatures } from "./verify-signatures.ts";

/** What {@link signImages} is asked for. */
export interface SignImagesRequest {
  docker: Docker;
  cosign: Cosign;
  /** Full references with a tag or a digest. */
  references: readonly string[];
  /** A cosign private key: a file, `env://NAME` or a KMS address. Null: keyless, with the identity that cosign finds. */
  key: string | null;
  /** Whose signature does already; null: the key's own, and keyless none, so that all are signed. */
  signer: TrustedSigner | null;
}

/** Signs images that a registry holds, given as `registry/name@sha256:…`; what is signed already is left alone. */
export type Signer = (images: readonly string[]) => Promise<void>;

/** An image and its signature. */
export interface SignedImage {
  /** `ghcr.io/acme/gateway@sha256:…`. */
  image: string;
  action: "signed" | "unchanged";
}

/** Where the key's public half is handed to cosign: it takes no key as an argument, and neither should it. */
const PUBLIC_KEY = "SLUICE_COSIGN_PUBLIC_KEY";

/**
 * Signs images by digest, each platform's manifest too. With a key nothing goes to a transparency log, so that it works
 * offline; keyless needs Sigstore's. What is signed already is left alone.
 * Throws SLUICE_IMAGE_MISSING, SLUICE_SIGNING_IDENTITY_MISSING, SLUICE_SIGNING_FAILED, and the registry's errors.
 */
export async function signImages({ docker, cosign, references, key, signer }: SignImagesRequest): Promise<SignedImage[]> {
  const digests = await inParallel(references, (reference) => readDigest(docker, reference));
  const own = signer === null && key !== null ? await readPublicKey(cosign, key) : null;
  const known = own === null ? cosign : withVariable(cosign, PUBLIC_KEY, own);
  const trusted: TrustedSigner | null = own === null ? signer : { kind: "key", key: `env://${PUBLIC_KEY}` };
  const signed: SignedImage[] = [];
  for (const image of new Set(digests)) {
    const isSigned = trusted !== null && (await verifySignatures(known, [image], trusted)).length === 0;
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

async function readPublicKey(cosign: Cosign, key: string): Promise<string> {
  const { exitCode, stdout, stderr } = await cosign.run(["public-key", "--key", key]);
  if (exitCode === 0) return stdout;
  throw signingFailed(`The key ${key} cannot be used: ${lastWords(stderr, 1)}`);
}

function withVariable(cosign: Cosign, name: string, value: string): Cosign {
  return { run: (args, env = {}) => cosign.run(args, { ...env, [name]: value }) };
}

/** Keyless, cosign would wait for minutes for somebody to open a page in a browser: here it takes the job's own token or none. */
const KEYLESS = ["--fulcio-auth-flow=token"];

async function sign(cosign: Cosign, image: string, key: string | null): Promise<void> {
  const way = key === null ? KEYLESS : ["--key", key, "--tlog-upload=false"];
  const { exitCode, stderr } = await cosign.run(["sign", "--yes", "--recursive", ...way, image]);
  if (exitCode === 0) return;
  throw key === null && hasNoToken(stderr)
    ? identityMissing(image)
    : signingFailed(`${image} could not be signed: ${lastWords(stderr, 1)}`);
}

/** What cosign 2 says when its token is no token at all. */
function hasNoToken(stderr: string): boolean {
  return /compact JWS format must have three parts/.test(stderr);
}

function identityMissing(image: string): SluiceError {
  return new SluiceError("SLUICE_SIGNING_IDENTITY_MISSING", `${image} cannot be signed without a key: there is no identity token here`, {
    hint: "Give the job `permissions: id-token: write` (GitHub) or `id_tokens: SIGSTORE_ID_TOKEN: aud: sigstore` (GitLab), or sign with --key.",
  });
}

function signingFailed(message: string): SluiceError {
  return new SluiceError("SLUICE_SIGNING_FAILED", message, {
    hint: "Check the key and COSIGN_PASSWORD, or for keyless signing the job's `id-token: write`; then run the command again.",
  });
}
