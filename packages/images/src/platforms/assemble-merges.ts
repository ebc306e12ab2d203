import { SluiceError } from "@sluice/core";
import type { MovingTag } from "../metadata/moving-tag.ts";
import type { PlatformShare } from "./parse-platform-builds.ts";

/** One image to make of several runners' shares. */
export interface ImageMerge {
  name: string;
  project: string;
  repository: string;
  /** Digests of the shares, in the order of {@link ImageMerge.platforms}; none when the registry held the whole image. */
  sources: string[];
  platforms: string[];
  tags: string[];
  /** Those of the tags that only ever move forward. */
  moving: MovingTag[];
  key: string | null;
  keyReference: string | null;
  /** Of the index, without their level. */
  annotations: Record<string, string>;
}

/**
 * The shares of all runners → the images to make of them, sorted by name. `failed`: names of images that a runner could not build, and that are
 * left out therefore. Pure.
 * Throws SLUICE_MERGE_MISMATCH when two shares of an image are of different content or want different tags, and
 * SLUICE_PLATFORM_MISSING when a platform is in none; each names all images that it concerns.
 */
export function assembleMerges(shares: readonly PlatformShare[], failed: ReadonlySet<string> = new Set()): ImageMerge[] {
  const whole = shares.filter(({ name }) => !failed.has(name));
  const byName = Map.groupBy(whole, ({ name }) => name);
  const differing = [...byName].filter(([, [first, ...others]]) => others.some((other) => identity(other) !== identity(first)));
  if (differing.length > 0) {
    throw new SluiceError("SLUICE_MERGE_MISMATCH", `${names(differing)}: the runners built different content, or for other tags`, {
      hint: "Give the results of one workflow run, of one commit. When a base image moved in between, run the builds again.",
    });
  }
  const merges = [...byName.values()].flatMap(assembleMerge);
  const gaps = [...byName].flatMap(([name, own]) => gapOf(name, own));
  if (gaps.length > 0)
    throw new SluiceError("SLUICE_PLATFORM_MISSING", `No runner has built ${gaps.join("; ")}`, {
      hint: "Run `sluice images build --push-by-digest --platform …` for it, and give its result too.",
    });
  return merges.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function assembleMerge(shares: readonly PlatformShare[]): ImageMerge[] {
  const [first] = shares;
  if (first === undefined) return [];
  const { name, project, repository, allPlatforms, tags, moving, key, keyReference } = first;
  const ordered = allPlatforms.flatMap((platform) => shares.find(({ platforms }) => platforms.includes(platform))?.digest ?? []);
  const annotations = Object.entries(first.annotations).flatMap(([level, value]) =>
    level.startsWith("index:") ? [[level.slice("index:".length), value]] : [],
  );
  return [
    {
      name,
      project,
      repository,
      sources: [...new Set(ordered)],
      platforms: allPlatforms,
      tags,
      moving,
      key,
      keyReference,
      annotations: Object.fromEntries(annotations),
    },
  ];
}

function gapOf(name: string, shares: readonly PlatformShare[]): string[] {
  const built = new Set(shares.flatMap(({ platforms }) => platforms));
  const missing = shares.flatMap(({ allPlatforms }) => allPlatforms).filter((platform) => !built.has(platform));
  return missing.length === 0 ? [] : [`${name} for ${[...new Set(missing)].join(", ")}`];
}

/** What all shares of an image have to agree on. */
function identity(share: PlatformShare | undefined): string {
  return JSON.stringify([share?.key, share?.repository, share?.allPlatforms, share?.tags]);
}

function names(groups: readonly (readonly [string, unknown])[]): string {
  return groups.map(([name]) => name).join(", ");
}
