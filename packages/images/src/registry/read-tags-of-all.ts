import { isSluiceError } from "@sluice/core";
import { inParallel } from "./in-parallel.ts";
import { readRegistryTags } from "./read-registry-tags.ts";

/**
 * The image tags of several repositories, by repository; those that are not known by the time one of them does not answer are left out.
 * `env` is that of docker.
 */
export async function readTagsOfAll(
  repositories: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  try {
    await inParallel(repositories, async (repository) => void found.set(repository, await readRegistryTags(repository, env)));
  } catch (error) {
    if (!isSluiceError(error)) throw error;
  }
  return found;
}
