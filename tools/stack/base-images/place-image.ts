import { constants, copyFile, link, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** A finished image in the cache: its content by hash, and what the registry has to know. */
export interface CachedImage {
  /** Folder with one file per hash. */
  folder: string;
  /** Hashes of configurations and layers. */
  blobs: readonly string[];
  /** Hashes of the manifests, the index among them. */
  manifests: readonly string[];
  /** Hash of the index. */
  index: string;
}

/**
 * Puts an image into the store of a registry without a push: the files of the registry's filesystem driver are written
 * directly and the content is linked, so hundreds of megabytes take no time. The registry reads its store anew for each
 * request, so it may run.
 */
export async function placeImage(image: CachedImage, { storage, name }: { storage: string; name: string }): Promise<void> {
  const [repository = "", tag = ""] = name.split(":");
  const root = join(storage, "docker/registry/v2");
  const folder = join(root, "repositories", repository);

  for (const hash of [...image.blobs, ...image.manifests]) {
    await placeContent(join(image.folder, hash), join(root, "blobs/sha256", hash.slice(0, 2), hash, "data"));
  }
  for (const hash of image.blobs) await writeLink(join(folder, "_layers/sha256", hash, "link"), hash);
  for (const hash of image.manifests) await writeLink(join(folder, "_manifests/revisions/sha256", hash, "link"), hash);
  await writeLink(join(folder, "_manifests/tags", tag, "index/sha256", image.index, "link"), image.index);
  await writeLink(join(folder, "_manifests/tags", tag, "current/link"), image.index);
}

/** A hard link where both folders share a disk, else a copy. Content is never changed in place, so sharing it is safe. */
async function placeContent(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  try {
    await link(from, to);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EEXIST") return;
    if (code !== "EXDEV" && code !== "EPERM" && code !== "EMLINK") throw error;
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  }
}

async function writeLink(file: string, hash: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `sha256:${hash}`);
}

/** Reads a cached image, or null when there is none. */
export async function readCachedImage(folder: string): Promise<CachedImage | null> {
  try {
    const text = await readFile(join(folder, "image.json"), "utf8");
    return { folder, ...(JSON.parse(text) as Omit<CachedImage, "folder">) };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
