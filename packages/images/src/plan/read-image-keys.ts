import { createHash } from "node:crypto";
import { lstat, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { isSluiceError } from "@sluice/core";
import type { Docker } from "../buildx/find-docker.ts";
import type { Image } from "../discovery/image.ts";
import { contextName } from "../inputs/context-name.ts";
import { inParallel } from "../registry/in-parallel.ts";
import { readRegistryImage } from "../registry/read-registry-image.ts";
import { computeImageKey } from "./compute-image-key.ts";
import { imageBases } from "./image-bases.ts";

/** How long a registry may take to tell a base's digest, in milliseconds. */
const PATIENCE = 15_000;

/** What {@link readImageKeys} is asked for. */
export interface ImageKeysRequest {
  /** Absolute path of the repository's root. */
  root: string;
  /** All images of the repository. */
  images: readonly Image[];
  /** Names of those whose key is wanted. */
  wanted: ReadonlySet<string>;
  /** Registry and path before an image's name; null when there is none. */
  prefix: string | null;
  /** Looks up the digests of base images; without it an image with such a base has no key. */
  docker: Docker | null;
}

/**
 * The keys of images by name, from the files in the working tree and the bases' present digests. A base that cannot be
 * looked up gives no key, so that its image is built: sure is better than quick.
 */
export async function readImageKeys(request: ImageKeysRequest): Promise<Map<string, string | null>> {
  const needed = withOwnBases(request);
  const files = await hashFiles(request.root, new Set(needed.flatMap(({ inputs }) => inputs)));
  const digests = await readBaseDigests(request, needed);
  const keys = new Map<string, string | null>();
  const keyOf = (image: Image, above: ReadonlySet<string>): string | null => {
    const known = keys.get(image.name);
    if (known !== undefined || above.has(image.name)) return known ?? null;
    const own = imageBases(image, request.images, request.prefix);
    const bases = image.bases.map((reference): [string, string | null] => {
      const base = own.get(reference);
      return [
        reference,
        base === undefined ? (digests.get(baseSource(image, reference)) ?? null) : keyOf(base, new Set([...above, image.name])),
      ];
    });
    const key = computeImageKey(image, { files, bases: new Map(bases) });
    keys.set(image.name, key);
    return key;
  };
  for (const image of needed) keyOf(image, new Set());
  return keys;
}

function withOwnBases({ images, wanted, prefix }: ImageKeysRequest): Image[] {
  const needed = new Set(images.filter(({ name }) => wanted.has(name)));
  for (const image of needed) {
    for (const base of imageBases(image, images, prefix).values()) needed.add(base);
  }
  return [...needed];
}

/** Where a base really comes from: what a named context puts in its place, else the reference itself. */
function baseSource(image: Image, reference: string): string {
  const standIn = Object.entries(image.buildContexts).find(([name]) => contextName(name) === contextName(reference))?.[1];
  return standIn?.replace(/^docker-image:\/\//, "") ?? reference;
}

async function readBaseDigests(
  { images, prefix, docker }: ImageKeysRequest,
  needed: readonly Image[],
): Promise<Map<string, string | null>> {
  const sources = new Set<string>();
  for (const image of needed) {
    const own = imageBases(image, images, prefix);
    for (const reference of image.bases) if (!own.has(reference)) sources.add(baseSource(image, reference));
  }
  const digests = await inParallel([...sources], (source) => readDigest(docker, source));
  return new Map([...sources].map((source, index) => [source, digests[index] ?? null]));
}

async function readDigest(docker: Docker | null, reference: string): Promise<string | null> {
  const [, pinned] = /@(sha256:[0-9a-f]{64})$/.exec(reference) ?? [];
  if (pinned !== undefined || docker === null) return pinned ?? null;
  try {
    return (await readRegistryImage(docker, reference, { timeout: PATIENCE }))?.digest ?? null;
  } catch (error) {
    if (isSluiceError(error)) return null;
    throw error;
  }
}

async function hashFiles(root: string, paths: ReadonlySet<string>): Promise<Map<string, string | null>> {
  const list = [...paths];
  const hashes = await inParallel(list, (path) => hashFile(join(root, path)));
  return new Map(list.map((path, index) => [path, hashes[index] ?? null]));
}

/** Content and kind: a link is its target, and whether a file may be run counts, as in git. */
async function hashFile(path: string): Promise<string | null> {
  try {
    const found = await lstat(path);
    const content = found.isSymbolicLink() ? await readlink(path) : await readFile(path);
    const kind = found.isSymbolicLink() ? "link" : (found.mode & 0o100) === 0 ? "file" : "program";
    return createHash("sha256").update(kind).update("\0").update(content).digest("hex");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR" || error.code === "EISDIR"))
      return null;
    throw error;
  }
}
