import { isSluiceError } from "@sluice/core";
import { parseDockerfile } from "../dockerfile/parse-dockerfile.ts";
import type { BaseSettings } from "../inputs/base-settings.ts";
import { collectSources } from "../inputs/collect-sources.ts";
import { diskSource, type FileSource } from "../inputs/read-image-files.ts";
import { readInputsForPlatforms, uniteInputs } from "../inputs/read-inputs-for-platforms.ts";
import { inParallel } from "../registry/in-parallel.ts";
import type { Image } from "./image.ts";

/** What {@link withBaseSettings} is asked for. */
export interface ImagesOnBases {
  /** Absolute path of the repository's root. */
  root: string;
  /** Where the files' texts come from; the disk below `root` when left out. */
  source?: FileSource | undefined;
  /** All files git knows; asked for once one image needs them. */
  listFiles: () => Promise<readonly string[]>;
  /** The images of the repository that one starts or copies from, by the reference in its Dockerfile. */
  ownBases: (image: Image) => ReadonlyMap<string, Image>;
  /** What an image of somebody else's brings along, once for each way in which its platforms differ; null: nobody tells. */
  readForeign: (image: Image, reference: string) => Promise<readonly BaseSettings[] | null>;
}

/**
 * The wanted images with what their bases bring along, foreign ones and those of the repository: the files that ONBUILD triggers copy, and
 * sources whose path holds a variable of the base. `unread`: references of bases that nobody tells of, and then are taken to bring nothing.
 */
export async function withBaseSettings(
  wanted: readonly Image[],
  request: ImagesOnBases,
): Promise<{ images: Image[]; unread: ReadonlySet<string> }> {
  const { root, source = diskSource(root) } = request;
  const reading: Reading = { ...request, source, unread: new Set() };
  let files: Promise<readonly string[]> | null = null;
  const listFiles = () => (files ??= request.listFiles());
  const images = await inParallel(wanted, async (image) => {
    const started = await readStarts(reading, image, []);
    const brought = started.starts.flatMap((start) => start.brought);
    if (brought.length === 0) return image;
    const text = await readText(reading, image);
    const isConcerned = brought.some((entry) => matters(entry, text));
    return isConcerned ? readAgain(started, { ...reading, text, files: await listFiles() }) : image;
  });
  return { images, unread: reading.unread };
}

interface Reading extends ImagesOnBases {
  source: FileSource;
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
  starts: readonly Start[];
}

/** `above`: the images that start from this one, so that a ring of them ends. */
async function readStarts(reading: Reading, image: Image, above: readonly string[]): Promise<StartedImage> {
  if (image.problem !== null || image.starts.length === 0) return { image, starts: [] };
  const own = reading.ownBases(image);
  const starts = await inParallel(image.starts, async (reference) => {
    const base = own.get(reference);
    if (base !== undefined && above.includes(base.name)) return { reference, brought: [] };
    const brought = base === undefined ? readForeign(reading, image, reference) : readOwn(reading, base, [...above, image.name]);
    return { reference, brought: await brought.catch((error: unknown) => unreadable(reading, reference, error)) };
  });
  return { image, starts };
}

async function readText({ source }: Reading, { dockerfile }: Image): Promise<string> {
  return (await source.readFile(dockerfile)) ?? "";
}

/** A trigger that nobody could build from. */
function unreadable({ unread }: Reading, reference: string, error: unknown): BaseSettings[] {
  if (!isSluiceError(error)) throw error;
  unread.add(reference);
  return [];
}

async function readForeign(reading: Reading, image: Image, reference: string): Promise<readonly BaseSettings[]> {
  const brought = await reading.readForeign(image, reference);
  if (brought === null) reading.unread.add(reference);
  return brought ?? [];
}

/** What an image of the repository leaves to those that start from it. */
async function readOwn(reading: Reading, base: Image, above: readonly string[]): Promise<BaseSettings[]> {
  if (base.problem !== null) return [];
  const started = await readStarts(reading, base, above);
  const dockerfile = parseDockerfile(base.dockerfile, await readText(reading, base));
  const brings = waysOf(started).flatMap((foreign) =>
    base.platforms.map((platform) => collectSources(dockerfile, { ...base, platform, foreign }).brings),
  );
  return [...new Map(brings.map((entry) => [JSON.stringify(entry), entry])).values()];
}

/** Whether it can change what the Dockerfile takes. */
function matters({ environment, onBuild }: BaseSettings, text: string): boolean {
  return onBuild.length > 0 || environment.some(([name]) => text.includes(`$${name}`) || text.includes(`\${${name}`));
}

interface Texts {
  root: string;
  source: FileSource;
  files: readonly string[];
  /** The Dockerfile's. */
  text: string;
}

/** Where platforms of a base differ, what is taken for any of them counts for all. */
async function readAgain(started: StartedImage, { root, source, files, text }: Texts): Promise<Image> {
  const { image } = started;
  try {
    const brought = waysOf(started);
    const found = await inParallel(brought, (bases) => readInputsForPlatforms({ root, source, files, image, text, bases }));
    const { missing, ...inputs } = uniteInputs(found);
    return { ...image, ...inputs, brought, missing: missing.filter(({ wildcard }) => !wildcard).map(({ path }) => path) };
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
