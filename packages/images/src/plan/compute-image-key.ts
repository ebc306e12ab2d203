import { createHash } from "node:crypto";
import type { Image } from "../discovery/image.ts";
import { isFolderContext } from "../inputs/context-name.ts";

/** What an image's key is made from, besides the image itself. */
export interface KeyFacts {
  /** Hash of every input's content and mode, by path; null: not there. */
  files: ReadonlyMap<string, string | null>;
  /** What each base is, by the reference in the Dockerfile: its digest, or the key of the repository's own image. */
  bases: ReadonlyMap<string, string | null>;
}

/**
 * The key of an image: a hash of all it is made from – its inputs, arguments, target stage, platforms and bases. Two images
 * with one key have the same content, so the second need not be built. Tags, labels, the commit and secrets are no part.
 * Null when something is not known: a source that git does not know, a URL that ADD fetches, a base that nobody could look up.
 */
export function computeImageKey(image: Image, { files, bases }: KeyFacts): string | null {
  if (image.problem !== null || image.missing.length > 0 || image.remotes.length > 0) return null;
  const inputs = image.inputs.map((path) => [path, files.get(path) ?? null]);
  const basePairs = image.bases.map((reference) => [reference, bases.get(reference) ?? null]);
  if ([...inputs, ...basePairs].some(([, value]) => value === null)) return null;
  const folders = Object.entries(image.buildContexts).filter(([, value]) => isFolderContext(value));
  const parts = {
    scheme: 1,
    inputs,
    bases: basePairs,
    dockerfile: image.dockerfile,
    context: image.context,
    folders: folders.sort(byFirst),
    targetStage: image.targetStage,
    buildArgs: Object.entries(image.buildArgs).sort(byFirst),
    platforms: [...image.platforms].sort(),
  };
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** The image tag under which a registry keeps an image for its key. */
export function keyTag(key: string): string {
  return `key-${key.slice(0, 16)}`;
}

function byFirst([a]: [string, string], [b]: [string, string]): number {
  return a < b ? -1 : 1;
}
