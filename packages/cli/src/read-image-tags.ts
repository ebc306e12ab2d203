import { selectImages } from "@sluice/images";
import type { CommandContext, CommandOptions } from "./command.ts";
import { registryPrefix } from "./image-request.ts";
import { readEventFacts, readImageMetadata } from "./read-image-metadata.ts";
import { readProject, type ReadProject } from "./read-project.ts";
import { unknownNames } from "./unknown-names.ts";

/** The tags that the present event gives each image, or those named, and the repository that its label names; for commands that plan no build. */
export async function readImageTags(
  options: CommandOptions,
  context: CommandContext,
  names: readonly string[],
): Promise<{ tags: string[]; platforms: string[]; source: string | undefined }[]> {
  const project = await readProject(context);
  const { selected, unknown } = selectImages(project.images, names.length === 0 ? { kind: "all" } : { kind: "named", names });
  if (unknown.length > 0) throw unknownNames(unknown, project.images);
  const images = project.images.filter(({ name }) => selected.has(name));
  const { metadata } = await readImageMetadata(project, context, { images, prefix: registryPrefix(options, context, project) });
  const given = options.list("platform");
  return images.map(({ name, platforms }) => ({
    tags: metadata.get(name)?.tags ?? [],
    platforms: given.length > 0 ? given : platforms,
    source: metadata.get(name)?.labels["org.opencontainers.image.source"],
  }));
}

/** The full references that a push to the default branch gives each image, by its name. */
export async function readBranchReferences(
  project: ReadProject,
  context: CommandContext,
  prefix: string,
): Promise<Map<string, readonly string[]>> {
  const ref = `refs/heads/${project.configuration.defaultBranch}`;
  const sha = (await project.repository.headRevision()) ?? "";
  const { metadata } = await readImageMetadata(project, context, {
    images: project.images,
    prefix,
    facts: readEventFacts(project, context, { eventName: "push", ref, sha }),
  });
  return new Map([...metadata].map(([name, { tags }]) => [name, tags]));
}
