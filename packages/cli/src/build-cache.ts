import { join } from "node:path";
import { type BuildImagesRequest, type CacheKind, type Docker, readBuildCache } from "@sluice/images";
import type { CommandContext, CommandOptions, OptionDefinition } from "./command.ts";
import type { OpenProject } from "./read-project.ts";

const kinds: readonly CacheKind[] = ["gha", "registry", "local", "none"];

/** Where build steps are kept between builders. */
export const cacheOption: OptionDefinition = {
  flags: "--cache <kind>",
  description: "where build steps are kept; gha where GitHub Actions offers its cache, else none, when left out",
  choices: kinds,
};

/** What {@link cacheOption} asks for, found out once, when something is built. A warning goes to the person. */
export function openBuildCache(
  { repository, docker }: Pick<OpenProject, "repository"> & { docker: Docker },
  { options, context, pushes }: { options: CommandOptions; context: CommandContext; pushes: boolean },
): NonNullable<BuildImagesRequest["readCache"]> {
  const asked = kinds.find((kind) => kind === options.text("cache")) ?? null;
  const folder = join(repository.gitFolder, "sluice", "build-cache");
  let read: ReturnType<NonNullable<BuildImagesRequest["readCache"]>> | undefined;
  const find = async () => {
    const { cache, warnings } = await readBuildCache({ asked, env: context.env, docker, folder, pushes });
    for (const warning of warnings) context.warn(warning);
    return cache;
  };
  return () => (read ??= find());
}
