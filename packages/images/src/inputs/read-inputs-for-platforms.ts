import type { Image } from "../discovery/image.ts";
import type { BaseSettings } from "./base-settings.ts";
import { computeImageInputs, type ImageInputs } from "./compute-image-inputs.ts";
import { type FileSource, readImageFiles } from "./read-image-files.ts";

/** What {@link readInputsForPlatforms} is asked for. */
export interface PlatformInputsRequest {
  /** Absolute path of the repository's root. */
  root: string;
  /** All files git knows, POSIX, relative to the root. */
  files: readonly string[];
  /** Where the files' texts come from; the disk below `root` when left out. */
  source?: FileSource | undefined;
  image: Image;
  /** The Dockerfile's. */
  text: string;
  /** What foreign bases bring along, by reference. */
  bases?: ReadonlyMap<string, BaseSettings>;
}

/** The union over all platforms: a path may have TARGETARCH in it. Throws SLUICE_BROKEN_DOCKERFILE. */
export async function readInputsForPlatforms({ root, files, source, image, text, bases }: PlatformInputsRequest): Promise<ImageInputs> {
  const results: ImageInputs[] = [];
  for (const platform of platformsToRead(image, text, bases)) {
    const settings = { ...image, platform, dockerfile: { path: image.dockerfile, text }, files, foreign: bases };
    results.push(computeImageInputs({ ...settings, ...(await readImageFiles({ ...settings, root, source })) }));
  }
  return uniteInputs(results);
}

/** What is taken in any of several builds. Pure. */
export function uniteInputs(results: readonly ImageInputs[]): ImageInputs {
  const union = <T>(pick: (result: ImageInputs) => T[]) => [...new Set(results.flatMap(pick))].sort();
  const missing = new Map(results.flatMap((result) => result.missing).map((path) => [`${path.line} ${path.path}`, path]));
  return {
    inputs: union((result) => result.inputs),
    sources: union(({ sources }) => sources),
    bases: union((result) => result.bases),
    starts: union(({ starts }) => starts),
    unset: union(({ unset }) => unset),
    remotes: union(({ remotes }) => remotes),
    missing: [...missing.values()],
  };
}

/** Where no variable tells the platform, one stands for all. */
function platformsToRead({ platforms, buildArgs }: Image, text: string, bases: PlatformInputsRequest["bases"]): string[] {
  const tells = /(TARGET|BUILD)(PLATFORM|OS|ARCH|VARIANT)/;
  const brought = [...(bases?.values() ?? [])].flatMap(({ onBuild, environment }) => [...onBuild, ...environment.flat()]);
  return [text, ...Object.values(buildArgs), ...brought].some((part) => tells.test(part)) ? platforms : platforms.slice(0, 1);
}
