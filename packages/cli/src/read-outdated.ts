import { SluiceError } from "@sluice/core";
import { findDocker, type Image, type OutdatedImages, readOutdatedImages, selectImages } from "@sluice/images";
import type { CommandContext, CommandOptions, OptionDefinition } from "./command.ts";
import { contextsFromRoot, registryPrefix } from "./image-request.ts";
import { readBranchReferences } from "./read-image-tags.ts";
import { unknownNames } from "./unknown-names.ts";
import { openProject, readProject } from "./read-project.ts";

/** Where built images are looked up, and what stands in for their bases. */
export const outdatedOptions: readonly OptionDefinition[] = [
  { flags: "--registry <prefix>", description: "registry and path before an image's name: ghcr.io/acme/shop" },
  {
    flags: "--build-context <name=value>",
    description: "a named build context, as given to the build: docker-image://… in place of a FROM name",
    repeatable: true,
  },
];

/** The images of the repository, and which of them were built from bases that have moved since. */
export interface ReadOutdated {
  images: Image[];
  result: OutdatedImages;
}

/**
 * Looks at what a push to the default branch tagged last, or at `imageTag` of each image. `names` are images or projects; all
 * when empty. Takes {@link outdatedOptions}. Throws SLUICE_NO_REGISTRY, SLUICE_UNKNOWN_IMAGE and what docker and the registry throw.
 */
export async function readOutdated(
  options: CommandOptions,
  context: CommandContext,
  { names = [], imageTag = null }: { names?: readonly string[]; imageTag?: string | null } = {},
): Promise<ReadOutdated> {
  const { root } = (await openProject(context)).repository;
  const project = await readProject(context, { buildContexts: contextsFromRoot(options, context, root) });
  const { images } = project;
  const { selected, unknown } = selectImages(images, names.length === 0 ? { kind: "all" } : { kind: "named", names });
  if (unknown.length > 0) throw unknownNames(unknown, images);
  const prefix = registryPrefix(options, context, project);
  if (prefix === null)
    throw new SluiceError("SLUICE_NO_REGISTRY", "There is no registry to look into", {
      hint: "Give --registry <registry>/<path>, or set images.registry in the configuration.",
    });
  const references =
    imageTag === null
      ? await readBranchReferences(project, context, prefix)
      : new Map(images.map(({ name, repository, variant }) => [name, [`${prefix}/${repository}:${imageTag}${suffixOf(variant)}`]]));
  const docker = await findDocker({ cwd: root, env: context.env });
  return { images, result: await readOutdatedImages(docker, { images, wanted: new Set(selected.keys()), prefix, references }) };
}

function suffixOf(variant: string | null): string {
  return variant === null ? "" : `-${variant}`;
}
