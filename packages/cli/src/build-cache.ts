import { join } from "node:path";
import { type BuildImagesRequest, type Docker, readBuildCache } from "@sluice/images";
import type { CommandContext, CommandOptions } from "./command.ts";
import { cacheKinds } from "./image-options.ts";
import type { OpenProject } from "./read-project.ts";

/** What `--cache` asks for, found out once, when something is built. A warning goes to the person. */
export function openBuildCache(
  { repository, docker }: Pick<OpenProject, "repository"> & { docker: Docker },
  { options, context, pushes }: { options: CommandOptions; context: CommandContext; pushes: boolean },
): NonNullable<BuildImagesRequest["readCache"]> {
  const asked = cacheKinds.find((kind) => kind === options.text("cache")) ?? null;
  const folder = join(repository.gitFolder, "sluice", "build-cache");
  let read: ReturnType<NonNullable<BuildImagesRequest["readCache"]>> | undefined;
  const find = async () => {
    const { cache, warnings } = await readBuildCache({ asked, env: context.env, docker, folder, pushes });
    for (const warning of warnings) context.warn(warning);
    return cache;
  };
  return () => (read ??= find());
}
