import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isSluiceError, type Warning } from "@sluice/core";
import { openRepository } from "@sluice/git";
import type { Docker } from "../buildx/find-docker.ts";
import type { Image } from "../discovery/image.ts";
import { parseDockerfile } from "../dockerfile/parse-dockerfile.ts";
import type { BaseSettings } from "../inputs/base-settings.ts";
import { collectSources } from "../inputs/collect-sources.ts";
import { readInputsForPlatforms, uniteInputs } from "../inputs/read-inputs-for-platforms.ts";
import { inParallel } from "../registry/in-parallel.ts";
import { baseSource } from "./read-base-digests.ts";
import { readBaseSettings } from "./read-base-settings.ts";

/** What {@link withBaseSettings} is asked for. */
export interface ImagesOnBases {
  /** Absolute path of the repository's root. */
  root: string;
  docker: Docker;
  /** Digests of foreign bases by image name and reference; null: not known. */
  digests: ReadonlyMap<string, ReadonlyMap<string, string | null>>;
  /** Folder for what bases bring along; null: none. */
  memory: string | null;
}

/**
 * The images with what their foreign bases bring along: the files that ONBUILD triggers copy, and sources whose path holds a
 * variable of the base. `warnings`: bases that could not be read, and then are taken to bring nothing.
 */
export async function withBaseSettings(
  images: readonly Image[],
  request: ImagesOnBases,
): Promise<{ images: Image[]; warnings: Warning[] }> {
  const starts = await inParallel(images, (image) => readStarts(image, request));
  const wanted = new Map(starts.flat().map((start) => [`${start.source} ${start.digest}`, start]));
  const read = await inParallel([...wanted.values()], ({ source, digest }) => readBaseSettings({ ...request, reference: source, digest }));
  const settings = new Map([...wanted.keys()].map((key, index) => [key, read[index] ?? null]));
  let files: Promise<string[]> | null = null;
  const listFiles = () => (files ??= openRepository(request.root).then((repository) => repository.listFiles()));
  const updated = await inParallel(images, async (image, index) => {
    const own = (starts[index] ?? []).map((start) => ({ ...start, brought: settings.get(`${start.source} ${start.digest}`) ?? [] }));
    return own.some(({ text, brought }) => brought.some((entry) => matters(entry, text)))
      ? readAgain(image, own, { root: request.root, files: await listFiles() })
      : image;
  });
  const unread = [...wanted].filter(([key]) => settings.get(key) === null).map(([, { reference }]) => reference);
  return { images: updated, warnings: [...new Set(unread)].map(unreadWarning) };
}

/** A foreign image that a stage starts from. */
interface Start {
  reference: string;
  /** Where it really comes from. */
  source: string;
  digest: string;
  /** Of the Dockerfile. */
  text: string;
}

async function readStarts(image: Image, { root, digests }: ImagesOnBases): Promise<Start[]> {
  const known = digests.get(image.name) ?? new Map<string, string | null>();
  if (known.size === 0 || image.problem !== null) return [];
  const text = await readFile(join(root, image.dockerfile), "utf8");
  const starts = new Set<string>();
  for (const platform of image.platforms)
    for (const start of collectSources(parseDockerfile(image.dockerfile, text), { ...image, platform }).starts) starts.add(start);
  return [...starts].flatMap((reference) => {
    const digest = known.get(reference) ?? null;
    return digest === null ? [] : [{ reference, source: baseSource(image, reference), digest, text }];
  });
}

/** Whether it can change what the Dockerfile takes. */
function matters({ environment, onBuild }: BaseSettings, text: string): boolean {
  return onBuild.length > 0 || environment.some(([name]) => text.includes(`$${name}`) || text.includes(`\${${name}`));
}

/** Where platforms of a base differ, what is taken for any of them counts for all. */
async function readAgain(image: Image, starts: readonly KnownStart[], { root, files }: { root: string; files: string[] }): Promise<Image> {
  const ways = Math.max(...starts.map(({ brought }) => brought.length));
  const text = starts[0]?.text ?? "";
  try {
    const found = await inParallel(Array.from({ length: ways }), (_, way) =>
      readInputsForPlatforms({ root, files, image, text, bases: new Map(starts.flatMap((start) => wayOf(start, way))) }),
    );
    const { inputs, sources, bases, remotes, missing } = uniteInputs(found);
    return { ...image, inputs, sources, bases, remotes, missing: missing.filter(({ wildcard }) => !wildcard).map(({ path }) => path) };
  } catch (error) {
    if (isSluiceError(error)) return { ...image, problem: { code: error.code, message: error.message } };
    throw error;
  }
}

interface KnownStart extends Start {
  brought: readonly BaseSettings[];
}

function wayOf({ reference, brought }: KnownStart, way: number): [string, BaseSettings][] {
  const settings = brought[Math.min(way, brought.length - 1)];
  return settings === undefined ? [] : [[reference, settings]];
}

function unreadWarning(reference: string): Warning {
  return {
    code: "SLUICE_BASE_NOT_READ",
    message: `What ${reference} brings along for builds that start from it (ONBUILD triggers, variables) cannot be read: it is taken to bring nothing.`,
  };
}
