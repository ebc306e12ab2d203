import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { arch, homedir } from "node:os";
import { join } from "node:path";
import { SluiceError } from "@sluice/core";
import { onProcessEnd } from "../../setup/on-process-end.mjs";
import { buildRootFilesystem } from "./build-root-filesystem.ts";
import { assembleImage, assembleIndex, type Document } from "./oci-image.ts";
import { type CachedImage, placeImage, readCachedImage } from "./place-image.ts";
import { type Architecture, type BaseImageName, type BaseImageRecipe, baseImageRecipe } from "./recipes.ts";
import { withLock } from "./with-lock.ts";
import { writeLayer } from "./write-layer.ts";

export type { BaseImageName } from "./recipes.ts";

/** The slowest first: two are made at a time. */
const BASE_IMAGE_NAMES: readonly BaseImageName[] = ["rust:1.85-slim", "golang:1.24", "python:3.13-slim", "node:24-slim"];

/** Part of the cache's key beside the recipe: to be raised when the way of making changes the result. */
const GENERATION = 2;

/**
 * Puts stand-ins for public base images into a local registry under `base/<name>` and returns the named build contexts
 * that make a Dockerfile's public `FROM` use them: name → `docker-image://127.0.0.1:<port>/base/<name>`.
 *
 * Only `names` are made. The first time takes a while (a minute and a half for all of them on 2 cores) and needs root and
 * mmdebstrap; afterwards they come from the cache folder, keyed by their recipes, in no time. python, node and debian
 * are there for linux/amd64 and linux/arm64; golang and rust for the machine's own platform.
 *
 * Throws SLUICE_STACK_FAILED when an image cannot be made, SLUICE_STACK_PART_MISSING on a machine that is neither amd64 nor arm64.
 */
export async function ensureBaseImages({
  registry,
  names = BASE_IMAGE_NAMES,
  cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "sluice/base-images"),
  log = () => {},
}: {
  registry: { address: string; storage: string };
  names?: readonly BaseImageName[];
  cache?: string;
  log?: (line: string) => void;
}): Promise<Record<string, string>> {
  const own = ownArchitecture();
  const contexts: Record<string, string> = {};
  const waiting = [...new Set(names)];
  const worker = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const image = await ensureCached({ name, own, cache, log });
      await placeImage(image, { storage: registry.storage, name: `base/${name}` });
      contexts[name] = `docker-image://${registry.address}/base/${name}`;
    }
  };
  await Promise.all([worker(), worker()]);
  return Object.fromEntries(Object.entries(contexts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function ensureCached(options: {
  name: BaseImageName;
  own: Architecture;
  cache: string;
  log: (line: string) => void;
}): Promise<CachedImage> {
  const { name, own, cache, log } = options;
  const recipe = baseImageRecipe(name, { own, nodeVersion: process.versions.node });
  const key = createHash("sha256")
    .update(JSON.stringify({ generation: GENERATION, own, recipe }))
    .digest("hex")
    .slice(0, 16);
  const folder = join(cache, `${name.replace(":", "-")}-${key}`);
  const cached = await readCachedImage(folder);
  if (cached !== null) return cached;
  return withLock(`${folder}.lock`, async () => {
    const madeMeanwhile = await readCachedImage(folder);
    if (madeMeanwhile !== null) return madeMeanwhile;
    log(`making the base image ${name} (once; kept in ${cache})`);
    return makeImage({ recipe, own, folder });
  });
}

async function makeImage({ recipe, own, folder }: { recipe: BaseImageRecipe; own: Architecture; folder: string }): Promise<CachedImage> {
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  const forget = onProcessEnd(() => rmSync(unfinished, { recursive: true, force: true }));
  try {
    const architectures: Architecture[] = recipe.platforms === "build" ? [own] : ["amd64", "arm64"];
    const blobs: string[] = [];
    const manifests: Document[] = [];
    for (const architecture of architectures) {
      const compression = recipe.platforms === "build" ? "zstd" : "gzip";
      const layer = await writeLayer(await buildRootFilesystem(recipe, { architecture, own }), { folder: unfinished, compression });
      const { config, manifest } = assembleImage({ architecture, layer, env: recipe.env, command: recipe.command });
      blobs.push(hashOf(layer.descriptor.digest), await writeDocument(config, unfinished));
      manifests.push(manifest);
    }
    const index = assembleIndex(manifests.map((manifest) => manifest.descriptor));
    const hashes: string[] = [];
    for (const document of [...manifests, index]) hashes.push(await writeDocument(document, unfinished));
    const image = { blobs, manifests: hashes, index: hashOf(index.descriptor.digest) };
    await writeFile(join(unfinished, "image.json"), JSON.stringify(image));
    await rename(unfinished, folder);
    return { folder, ...image };
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  } finally {
    forget();
  }
}

async function writeDocument({ text, descriptor }: Document, folder: string): Promise<string> {
  const hash = hashOf(descriptor.digest);
  await writeFile(join(folder, hash), text);
  return hash;
}

function hashOf(digest: string): string {
  return digest.slice("sha256:".length);
}

function ownArchitecture(): Architecture {
  const name = arch();
  if (name === "x64") return "amd64";
  if (name === "arm64") return "arm64";
  throw new SluiceError("SLUICE_STACK_PART_MISSING", `there are no base images for a machine of the architecture ${name}`, {
    hint: "Use an amd64 or an arm64 machine.",
  });
}
