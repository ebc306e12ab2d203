import { createHash } from "node:crypto";
import { SluiceError } from "@sluice/core";
import { dockerError, lastWords } from "../buildx/docker-error.ts";
import type { Docker } from "../buildx/find-docker.ts";
import { runPatiently } from "../buildx/run-patiently.ts";
import { inParallel } from "./in-parallel.ts";
import { parseImageReference } from "./image-reference.ts";
import { readRegistryImage } from "./read-registry-image.ts";

/** An image and the references that shall point to it. */
export interface Promotion {
  /** `registry/name@sha256:…`. */
  from: string;
  /** Full references with a tag, all in one registry; they may be in another repository than `from`. */
  references: readonly string[];
  /** Whether `from` is known to be an index; it is asked for when left out. */
  isIndex?: boolean;
  /** Write every reference without looking first where it points: for an image that has just been built. */
  isNew?: boolean;
}

/**
 * Lets references point to an image that a registry holds already, byte by byte the same, so that signatures and
 * attestations hold. References that point there already are left alone. Returns those that were written.
 * Throws SLUICE_IMAGE_MISSING when there is no such image, SLUICE_DIGEST_WOULD_CHANGE before anything is written when this
 * buildx cannot keep the digest, SLUICE_DIGEST_DIFFERS when a reference points elsewhere afterwards, and the registry's errors.
 */
export async function promoteImage(docker: Docker, { from, references, isIndex, isNew }: Promotion): Promise<string[]> {
  const { digest } = parseImageReference(from);
  if (digest === null)
    throw new SluiceError("SLUICE_BAD_REFERENCE", `${from} has no digest`, {
      hint: "Promote by digest: <image>@sha256:… A tag may move while it is promoted.",
    });
  if (!(isIndex ?? (await readSource(docker, from)))) await requireSameDigest(docker, from, digest);
  const observed = isNew ? [] : await inParallel(references, (reference) => readRegistryImage(docker, reference));
  const wanted = references.filter((_, index) => observed[index]?.digest !== digest);
  if (wanted.length === 0) return [];
  const left = await putTags(docker, { from, digest, references: wanted });
  if (left.length > 0) await createTags(docker, from, left);
  await inParallel(wanted, (reference) => requireDigest(docker, reference, digest));
  return wanted;
}

async function readSource(docker: Docker, from: string): Promise<boolean> {
  const source = await readRegistryImage(docker, from);
  if (source !== null) return source.isIndex;
  throw new SluiceError("SLUICE_IMAGE_MISSING", `The registry holds no ${from}`, {
    hint: "Build and push it first: `sluice images build`.",
  });
}

/** buildx wraps a single manifest in a new index unless it is told not to, which older ones cannot be. */
async function requireSameDigest(docker: Docker, from: string, digest: string): Promise<void> {
  const { repository } = parseImageReference(from);
  const { exitCode, stdout } = await docker.run([
    "buildx",
    "imagetools",
    "create",
    ...(await keepFlag(docker)),
    "--dry-run",
    "--tag",
    `${repository}:dry-run`,
    from,
  ]);
  const digests = [stdout, stdout.replace(/\n$/, "")].map((text) => `sha256:${createHash("sha256").update(text).digest("hex")}`);
  if (exitCode === 0 && digests.includes(digest)) return;
  throw new SluiceError(
    "SLUICE_DIGEST_WOULD_CHANGE",
    `${from} is a single manifest, and this buildx would wrap it in an index with another digest`,
    {
      hint: "Use a newer buildx (imagetools create --prefer-index=false), or build the image with provenance, which makes it an index.",
    },
  );
}

const keepFlags = new WeakMap<Docker, Promise<string[]>>();

/** The flag that makes a carbon copy, where this buildx has it; asked once per client. */
function keepFlag(docker: Docker): Promise<string[]> {
  const known = keepFlags.get(docker);
  if (known !== undefined) return known;
  const asked = docker
    .run(["buildx", "imagetools", "create", "--help"])
    .then(({ stdout }) => (stdout.includes("--prefer-index") ? ["--prefer-index=false"] : []));
  keepFlags.set(docker, asked);
  return asked;
}

/** How long a registry may take for one answer, in milliseconds. */
const PATIENCE = 20_000;

/**
 * Writes the bytes of `from` under the references that are in its repository, one after the other. Returns those that are
 * left to docker: from the first one on that the registry has not taken.
 */
async function putTags(
  docker: Docker,
  { from, digest, references }: { from: string; digest: string; references: readonly string[] },
): Promise<readonly string[]> {
  const { repository } = parseImageReference(from);
  const isNear = references.every((reference) => parseImageReference(reference).repository === repository);
  const found = isNear ? await docker.fetchManifest?.(from, { timeout: PATIENCE }) : undefined;
  if (found?.kind !== "found" || `sha256:${createHash("sha256").update(found.raw).digest("hex")}` !== digest) return references;
  for (const [index, reference] of references.entries()) {
    if (!(await docker.putManifest?.(reference, found.raw, { timeout: PATIENCE }))) return references.slice(index);
  }
  return [];
}

async function createTags(docker: Docker, from: string, references: readonly string[]): Promise<void> {
  const tags = references.flatMap((reference) => ["--tag", reference]);
  const { exitCode, stderr } = await runPatiently(docker, [
    "buildx",
    "imagetools",
    "create",
    ...(await keepFlag(docker)),
    "--progress",
    "plain",
    ...tags,
    from,
  ]);
  if (exitCode === 0) return;
  throw dockerError(references.join(", "), stderr, {
    code: "SLUICE_IMAGE_PROMOTION_FAILED",
    message: `${from} could not be tagged as ${references.join(", ")}: ${lastWords(stderr, 3)}`,
    hint: "Run the command again: what is done already is left alone.",
  });
}

async function requireDigest(docker: Docker, reference: string, digest: string): Promise<void> {
  const found = await readRegistryImage(docker, reference);
  if (found?.digest === digest) return;
  throw new SluiceError("SLUICE_DIGEST_DIFFERS", `${reference} was to point to ${digest}, and points to ${found?.digest ?? "nothing"}`, {
    hint: "Someone else may have moved the tag at the same moment; run the command again.",
  });
}
