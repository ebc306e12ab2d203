import { createHash } from "node:crypto";
import { lstatSync, readFileSync, readlinkSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Memory } from "@sluice/affected";
import type { Warning } from "@sluice/core";
import { openRepository } from "@sluice/git";
import type { Docker } from "../buildx/find-docker.ts";
import type { Image } from "../discovery/image.ts";
import { baseSource, mayBring, rememberKnownBases } from "../discovery/known-bases.ts";
import { withBaseSettings } from "../discovery/with-base-settings.ts";
import type { BaseSettings } from "../inputs/base-settings.ts";
import { inParallel } from "../registry/in-parallel.ts";
import { computeImageKey } from "./compute-image-key.ts";
import { imageBases } from "./image-bases.ts";
import { readBaseDigests } from "./read-base-digests.ts";
import { readBaseSettings } from "./read-base-settings.ts";

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
  /** For what base images bring along, by their digest; they are read each time when it is left out. */
  memory?: Memory;
}

/** What {@link readImageKeys} finds, by image name. */
export interface ImageKeys {
  /** Null: not all of the image's content is known. */
  keys: Map<string, string | null>;
  /** The present digests of the bases that are no images of the repository, by the reference in the Dockerfile; null: not known. */
  bases: Map<string, Map<string, string | null>>;
  /** Of bases that could not be read. */
  warnings: Warning[];
}

/**
 * The keys of images, from the files in the working tree and the bases' present digests. A base that cannot be
 * looked up gives no key, so that its image is built: sure is better than quick.
 */
export async function readImageKeys(request: ImageKeysRequest): Promise<ImageKeys> {
  const wanted = withOwnBases(request);
  // While the registry thinks of the bases.
  const [{ needed, bases, warnings }, files] = await Promise.all([readBases(request, wanted), hashFiles(request.root, inputsOf(wanted))]);
  const brought = [...inputsOf(needed)].filter((path) => !files.has(path));
  for (const [path, hash] of await hashFiles(request.root, brought)) files.set(path, hash);
  const keys = new Map<string, string | null>();
  const current = new Map(needed.map((image) => [image.name, image]));
  const keyOf = (image: Image, above: ReadonlySet<string>): string | null => {
    const before = keys.get(image.name);
    if (before !== undefined || above.has(image.name)) return before ?? null;
    const own = imageBases(image, request.images, request.prefix);
    const known = image.bases.map((reference): [string, string | null] => {
      const base = own.get(reference);
      const digest = bases.get(image.name)?.get(reference) ?? null;
      return [reference, base === undefined ? digest : keyOf(current.get(base.name) ?? base, new Set([...above, image.name]))];
    });
    const key = computeImageKey(image, { files, bases: new Map(known) });
    keys.set(image.name, key);
    return key;
  };
  for (const image of needed) keyOf(image, new Set());
  return { keys, bases, warnings };
}

/** The bases' digests, and the images with what the bases bring along; that may be a base too. */
async function readBases(request: ImageKeysRequest, images: readonly Image[]) {
  const { docker, root, prefix, memory = null } = request;
  const digests = await readBaseDigests(request, images);
  if (docker === null) return { needed: images, bases: digests, warnings: [] };
  // By digest; each is asked for once.
  const asked = new Map<string, Promise<BaseSettings[] | null>>();
  const found: FoundBase[] = [];
  const { images: needed, unread } = await withBaseSettings(images, {
    root,
    listFiles: async () => (await openRepository(root)).listFiles(),
    ownBases: (image) => imageBases(image, request.images, prefix),
    readForeign: async (image, reference) => {
      const digest = digests.get(image.name)?.get(reference) ?? null;
      // Then the image has no key either.
      if (digest === null) return [];
      const reading = asked.get(digest) ?? readBaseSettings({ docker, reference: baseSource(image, reference), digest, memory });
      asked.set(digest, reading);
      const brought = await reading;
      if (brought !== null) found.push({ image, reference, brought });
      return brought;
    },
  });
  if (memory !== null) rememberKnownBases(memory, found);
  const hidden = found.filter((base) => takesUnseen(base, needed));
  const warnings = [...[...unread].sort().map(unreadWarning), ...hidden.map(unseenWarning)];
  const hasMore = needed.some(({ bases }, index) => bases.length !== images[index]?.bases.length);
  return { needed, bases: hasMore ? await readBaseDigests(request, needed) : digests, warnings };
}

function unreadWarning(reference: string): Warning {
  return {
    code: "SLUICE_BASE_NOT_READ",
    message: `What ${reference} brings along for builds that start from it (ONBUILD triggers, variables) cannot be read: it is taken to bring nothing.`,
  };
}

interface FoundBase {
  image: Image;
  reference: string;
  brought: readonly BaseSettings[];
}

/** Whether a base takes files that nothing in the repository tells of: `affected`, which asks nobody, does not know of them in a fresh clone. */
function takesUnseen({ image, reference, brought }: FoundBase, settled: readonly Image[]): boolean {
  if (mayBring(image, reference) || brought.every(({ onBuild }) => onBuild.length === 0)) return false;
  const inputs = settled.find(({ name }) => name === image.name)?.inputs ?? [];
  return inputs.some((path) => !image.inputs.includes(path));
}

function unseenWarning({ image, reference, brought }: FoundBase): Warning {
  const triggers = [...new Set(brought.flatMap(({ onBuild }) => onBuild))].join("; ");
  return {
    code: "SLUICE_BASE_TAKES_FILES",
    message: `${image.dockerfile}: ${reference} takes files by ONBUILD (${triggers}), of which \`sluice affected\` knows nothing in a clone where nobody has looked: copy them in the Dockerfile too, or name the base with "onbuild" in its tag or in a named context.`,
  };
}

function withOwnBases({ images, wanted, prefix }: ImageKeysRequest): Image[] {
  const needed = new Set(images.filter(({ name }) => wanted.has(name)));
  for (const image of needed) {
    for (const base of imageBases(image, images, prefix).values()) needed.add(base);
  }
  return [...needed];
}

function inputsOf(images: readonly Image[]): Set<string> {
  return new Set(images.flatMap(({ inputs }) => inputs));
}

async function hashFiles(root: string, paths: Iterable<string>): Promise<Map<string, string | null>> {
  const list = [...paths];
  const hashes = await inParallel(list, (path) => hashFile(join(root, path)));
  return new Map(list.map((path, index) => [path, hashes[index] ?? null]));
}

/** Bytes from which on a file is worth waiting for; to wait for a smaller one takes longer than to read it. */
const LARGE = 1_000_000;

/** Content and kind: a link is its target, and whether a file may be run counts, as in git. */
async function hashFile(path: string): Promise<string | null> {
  try {
    const found = lstatSync(path);
    const content = found.isSymbolicLink() ? readlinkSync(path) : found.size < LARGE ? readFileSync(path) : await readFile(path);
    const kind = found.isSymbolicLink() ? "link" : (found.mode & 0o100) === 0 ? "file" : "program";
    return createHash("sha256").update(kind).update("\0").update(content).digest("hex");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR" || error.code === "EISDIR"))
      return null;
    throw error;
  }
}
