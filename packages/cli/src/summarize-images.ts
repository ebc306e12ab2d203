import { isSluiceError } from "@sluice/core";
import { type Docker, type ImageBuildResult, parseImageReference, readImageSizes } from "@sluice/images";
import type { CommandContext } from "./command.ts";
import { type ImageSizes, renderImageSummary, type SummarizedImage } from "./render/image-summary.ts";

/** Writes images into the job's summary, with their sizes as the registry has them. Outside of GitHub Actions it asks nothing. */
export async function summarizeImages(
  { images, failures }: { images: readonly SummarizedImage[]; failures: ImageBuildResult["failures"] },
  docker: Docker,
  context: CommandContext,
): Promise<void> {
  if (context.summarize === null) return;
  context.summarize(renderImageSummary(images, failures, await readSizes(images, docker)));
}

async function readSizes(images: readonly SummarizedImage[], docker: Docker): Promise<ImageSizes> {
  const references = new Map<string, string>();
  for (const { name, tags, digest } of images) {
    const [tag] = tags;
    if (tag !== undefined && digest !== null) references.set(name, `${parseImageReference(tag).repository}@${digest}`);
  }
  try {
    const sizes = await readImageSizes(docker, [...references.values()]);
    return new Map([...references].map(([name, reference]) => [name, sizes.get(reference) ?? new Map<string, number>()]));
  } catch (error) {
    // A size that is not shown must not fail what has been built.
    if (!isSluiceError(error)) throw error;
    return new Map();
  }
}
