import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Memory } from "@sluice/affected";
import { isSluiceError, type Warning } from "@sluice/core";
import { openRepository } from "@sluice/git";
import type { Docker } from "../buildx/find-docker.ts";
import type { Image } from "../discovery/image.ts";
import { parseDockerfile } from "../dockerfile/parse-dockerfile.ts";
import type { BaseSettings } from "../inputs/base-settings.ts";
import { collectSources, type CollectedSources } from "../inputs/collect-sources.ts";
import { readInputsForPlatforms, uniteInputs } from "../inputs/read-inputs-for-platforms.ts";
import { inParallel } from "../registry/in-parallel.ts";
import { imageBases } from "./image-bases.ts";
import { baseSource } from "./read-base-digests.ts";
import { readBaseSettings } from "./read-base-settings.ts";

/** What {@link withBaseSettings} is asked for. */
export interface ImagesOnBases {
  /** Absolute path of the repository's root. */
  root: string;
  /** All images of the repository. */
  images: readonly Image[];
  /** Registry and path before an image's name; null when there is none. */
  prefix: string | null;
  docker: Docker;
  /** Digests of foreign bases by image name and reference; null: not known. */
  digests: ReadonlyMap<string, ReadonlyMap<string, string | null>>;
  /** For what foreign bases bring along; null: it is read each time. */
  memory: Memory | null;
}

/**
 * The wanted images with what their bases bring along, foreign ones and those of the repository: the files that ONBUILD triggers copy, and
 * sources whose path holds a variable of the base. `warnings`: bases that could not be read, and then are taken to bring nothing.
 */
export async function withBaseSettings(
  wanted: readonly Image[],
  request: ImagesOnBases,
): Promise<{ images: Image[]; warnings: Warning[] }> {
  const reading: Reading = { ...request, brought: new Map(), unread: new Set() };
  let files: Promise<string[]> | null = null;
  const listFiles = () => (files ??= openRepository(request.root).then((repository) => repository.listFiles()));
  const images = await inParallel(wanted, async (image) => {
    const { text, starts } = await readStarts(reading, image, []);
    const isConcerned = starts.some(({ brought }) => brought.some((entry) => matters(entry, text)));
    return isConcerned ? readAgain({ image, text, starts }, { root: request.root, files: await listFiles() }) : image;
  });
  return { images, warnings: [...reading.unread].sort().map(unreadWarning) };
}

interface Reading extends ImagesOnBases {
  /** By digest; each is asked for once. */
  brought: Map<string, Promise<BaseSettings[] | null>>;
  /** References of what could not be read. */
  unread: Set<string>;
}

/** An image that a stage starts from. */
interface Start {
  reference: string;
  /** One entry for each way in which its platforms differ; none when nothing is known of it. */
  brought: readonly BaseSettings[];
}

interface StartedImage {
  image: Image;
  /** Of the Dockerfile. */
  text: string;
  starts: readonly Start[];
}

/** `above`: the images that start from this one, so that a ring of them ends. */
async function readStarts(reading: Reading, image: Image, above: readonly string[]): Promise<StartedImage> {
  if (image.problem !== null || image.bases.length === 0) return { image, text: "", starts: [] };
  const text = await readFile(join(reading.root, image.dockerfile), "utf8");
  const references = new Set(image.platforms.flatMap((platform) => collect(image, text, platform).starts));
  const own = imageBases(image, reading.images, reading.prefix);
  const starts = await inParallel([...references], async (reference) => {
    const base = own.get(reference);
    if (base !== undefined && above.includes(base.name)) return { reference, brought: [] };
    const brought = base === undefined ? readForeign(reading, image, reference) : readOwn(reading, base, [...above, image.name]);
    return { reference, brought: await brought.catch((error: unknown) => unreadable(reading, reference, error)) };
  });
  return { image, text, starts };
}

/** A trigger that nobody could build from. */
function unreadable({ unread }: Reading, reference: string, error: unknown): BaseSettings[] {
  if (!isSluiceError(error)) throw error;
  unread.add(reference);
  return [];
}

function collect(image: Image, text: string, platform: string, foreign?: ReadonlyMap<string, BaseSettings>): CollectedSources {
  return collectSources(parseDockerfile(image.dockerfile, text), { ...image, platform, foreign });
}

async function readForeign(reading: Reading, image: Image, reference: string): Promise<BaseSettings[]> {
  const digest = reading.digests.get(image.name)?.get(reference) ?? null;
  // Then the image has no key either.
  if (digest === null) return [];
  const asked = reading.brought.get(digest) ?? readBaseSettings({ ...reading, reference: baseSource(image, reference), digest });
  reading.brought.set(digest, asked);
  const brought = await asked;
  if (brought === null) reading.unread.add(reference);
  return brought ?? [];
}

/** What an image of the repository leaves to those that start from it. */
async function readOwn(reading: Reading, base: Image, above: readonly string[]): Promise<BaseSettings[]> {
  const started = await readStarts(reading, base, above);
  const text = started.text === "" && base.problem === null ? await readFile(join(reading.root, base.dockerfile), "utf8") : started.text;
  if (text === "") return [];
  const brings = waysOf(started).flatMap((foreign) => base.platforms.map((platform) => collect(base, text, platform, foreign).brings));
  return [...new Map(brings.map((entry) => [JSON.stringify(entry), entry])).values()];
}

/** Whether it can change what the Dockerfile takes. */
function matters({ environment, onBuild }: BaseSettings, text: string): boolean {
  return onBuild.length > 0 || environment.some(([name]) => text.includes(`$${name}`) || text.includes(`\${${name}`));
}

/** Where platforms of a base differ, what is taken for any of them counts for all. */
async function readAgain(started: StartedImage, { root, files }: { root: string; files: string[] }): Promise<Image> {
  const { image, text } = started;
  try {
    const found = await inParallel(waysOf(started), (bases) => readInputsForPlatforms({ root, files, image, text, bases }));
    const { inputs, sources, bases, remotes, missing } = uniteInputs(found);
    return { ...image, inputs, sources, bases, remotes, missing: missing.filter(({ wildcard }) => !wildcard).map(({ path }) => path) };
  } catch (error) {
    if (isSluiceError(error)) return { ...image, problem: { code: error.code, message: error.message } };
    throw error;
  }
}

/** What the bases bring along, by reference, as often as they differ between platforms; once when nothing is known. */
function waysOf({ starts }: StartedImage): Map<string, BaseSettings>[] {
  const count = Math.max(1, ...starts.map(({ brought }) => brought.length));
  return Array.from({ length: count }, (_, way) => {
    const known = starts.flatMap(({ reference, brought }): [string, BaseSettings][] => {
      const settings = brought[Math.min(way, brought.length - 1)];
      return settings === undefined ? [] : [[reference, settings]];
    });
    return new Map(known);
  });
}

function unreadWarning(reference: string): Warning {
  return {
    code: "SLUICE_BASE_NOT_READ",
    message: `What ${reference} brings along for builds that start from it (ONBUILD triggers, variables) cannot be read: it is taken to bring nothing.`,
  };
}
