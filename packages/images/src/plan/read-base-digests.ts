import { isSluiceError } from "@sluice/core";
import { digestOf } from "../artifacts/assemble-artifact.ts";
import type { Docker } from "../buildx/find-docker.ts";
import type { Image } from "../discovery/image.ts";
import { baseSource } from "../discovery/known-bases.ts";
import { inParallel } from "../registry/in-parallel.ts";
import { readRawManifest } from "../registry/read-registry-image.ts";
import { imageBases } from "./image-bases.ts";

/** How long a registry may take to tell a base's digest, in milliseconds. */
const PATIENCE = 15_000;

/** Where digests are looked up. */
export interface BaseDigestsRequest {
  /** All images of the repository: theirs are no bases to look up. */
  images: readonly Image[];
  /** Registry and path before an image's name; null when there is none. */
  prefix: string | null;
  /** Without it only digests in references are known. */
  docker: Docker | null;
}

/**
 * The present digests of what images start and copy from, by image name and by the reference in the Dockerfile; null for what
 * cannot be looked up. Images of the repository itself are left out. Each is asked for once.
 */
export async function readBaseDigests(
  { images, prefix, docker }: BaseDigestsRequest,
  wanted: readonly Image[],
): Promise<Map<string, Map<string, string | null>>> {
  const foreign = wanted.map((image): [Image, string[]] => {
    const own = imageBases(image, images, prefix);
    return [image, image.bases.filter((reference) => !own.has(reference))];
  });
  const sources = [...new Set(foreign.flatMap(([image, references]) => references.map((reference) => baseSource(image, reference))))];
  const found = await inParallel(sources, (source) => readDigest(docker, source));
  const digests = new Map(sources.map((source, index) => [source, found[index] ?? null]));
  return new Map(
    foreign.map(([image, references]) => [
      image.name,
      new Map(references.map((reference) => [reference, digests.get(baseSource(image, reference)) ?? null])),
    ]),
  );
}

async function readDigest(docker: Docker | null, reference: string): Promise<string | null> {
  const [, pinned] = /@(sha256:[0-9a-f]{64})$/.exec(reference) ?? [];
  if (pinned !== undefined || docker === null) return pinned ?? null;
  try {
    const raw = await readRawManifest(docker, reference, { timeout: PATIENCE });
    return raw === null ? null : digestOf(Buffer.from(raw));
  } catch (error) {
    if (isSluiceError(error)) return null;
    throw error;
  }
}
