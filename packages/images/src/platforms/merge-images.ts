import { SluiceError, type Warning } from "@sluice/core";
import { dockerError, lastWords } from "../buildx/docker-error.ts";
import type { Docker } from "../buildx/find-docker.ts";
import { runPatiently } from "../buildx/run-patiently.ts";
import { inParallel } from "../registry/in-parallel.ts";
import { moveTagsForward } from "../registry/move-tags-forward.ts";
import { readHeldImages } from "../registry/read-held-images.ts";
import { readRegistryImage } from "../registry/read-registry-image.ts";
import type { Signer } from "../signing/sign-images.ts";
import type { ImageMerge } from "./assemble-merges.ts";

/** An image that is whole now. */
export interface MergedImage {
  name: string;
  project: string;
  /** Of the index. */
  digest: string;
  platforms: string[];
  tags: string[];
  /** `merged` now; or `promoted`: the registry held it for its key, and only tags were written; or `unchanged`: not even those. */
  action: "merged" | "promoted" | "unchanged";
  /** Of tags that were left to a higher version. */
  warnings: Warning[];
}

/**
 * Makes one index of each image's shares, with their attestations, and then writes the tags: first all digests have to be
 * there, then the indexes are written under the keys, signed by `sign` where it is given, then the tags, so that running again finishes what was stopped.
 * Throws SLUICE_IMAGE_MISSING when the registry does not hold a share, SLUICE_PLATFORM_MISSING when a share has not what it
 * should, SLUICE_IMAGE_MERGE_FAILED, what `sign` throws, and what {@link moveTagsForward} throws.
 */
export async function mergeImages(docker: Docker, merges: readonly ImageMerge[], sign?: Signer): Promise<MergedImage[]> {
  const held = await readHeldImages(docker, merges);
  const missing = merges.filter(({ name }) => !held.has(name));
  await inParallel(missing, (merge) => requireSources(docker, merge));
  const digests = new Map([...held].map(([name, { digest }]) => [name, digest]));
  await inParallel(missing, async (merge) => void digests.set(merge.name, await createIndex(docker, merge)));
  if (merges.length > 0) await sign?.(merges.map(({ name, repository }) => `${repository}@${digests.get(name) ?? ""}`));
  return inParallel(merges, async ({ name, project, repository, platforms, tags, moving }) => {
    const digest = digests.get(name) ?? "";
    const { written, left, warnings } = await moveTagsForward(docker, {
      from: `${repository}@${digest}`,
      references: tags,
      moving,
      isIndex: true,
    });
    const action = held.has(name) ? (written.length === 0 ? "unchanged" : "promoted") : "merged";
    return { name, project, digest, platforms, tags: tags.filter((tag) => !left.includes(tag)), action, warnings };
  });
}

async function requireSources(docker: Docker, { name, repository, sources, platforms }: ImageMerge): Promise<void> {
  const found = await inParallel(sources, async (digest) => {
    const image = await readRegistryImage(docker, `${repository}@${digest}`);
    if (image !== null) return image;
    throw new SluiceError("SLUICE_IMAGE_MISSING", `The registry does not hold ${repository}@${digest}`, {
      hint: "It may have been cleaned up since it was pushed: run `sluice images build --push-by-digest` for it again.",
    });
  });
  const there = new Set(found.flatMap((image) => image.platforms));
  const absent = platforms.filter((platform) => !there.has(platform));
  if (absent.length === 0) return;
  throw new SluiceError("SLUICE_PLATFORM_MISSING", `What was pushed of ${name} has no ${absent.join(", ")}`, {
    hint: "Run `sluice images build --push-by-digest` for it again.",
  });
}

/** Under the key where there is one, else at once under all tags. Returns the index's digest. */
async function createIndex(docker: Docker, merge: ImageMerge): Promise<string> {
  const { name, repository, sources, tags, moving, keyReference, annotations } = merge;
  const fixed = tags.filter((tag) => !moving.some(({ reference }) => reference === tag));
  const references = keyReference === null ? (fixed.length > 0 ? fixed : tags) : [keyReference];
  const { exitCode, stderr } = await runPatiently(docker, [
    "buildx",
    "imagetools",
    "create",
    "--progress",
    "plain",
    ...Object.entries(annotations).flatMap(([key, value]) => ["--annotation", `index:${key}=${value}`]),
    ...references.flatMap((reference) => ["--tag", reference]),
    ...sources.map((digest) => `${repository}@${digest}`),
  ]);
  const [reference = ""] = references;
  const merged = exitCode === 0 ? await readRegistryImage(docker, reference) : null;
  if (merged !== null) return merged.digest;
  throw dockerError(reference, stderr, {
    code: "SLUICE_IMAGE_MERGE_FAILED",
    message: `The platforms of ${name} could not be made one index: ${lastWords(stderr, 3)}`,
    hint: "Run the command again: what is done already is left alone. buildx 0.12 or newer is needed.",
  });
}
