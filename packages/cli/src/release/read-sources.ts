import type { ReadChangeReleaseOptions, ReadReleaseOptions } from "@sluice/release";
import type { CommandContext, CommandOptions } from "../command.ts";
import { registryPrefix } from "../image-request.ts";
import { readProject, type ReadProject } from "../read-project.ts";
import { branchOf, indexesOf, repositoryUrlOf } from "./project-settings.ts";

/** What `release plan`, `version` and `pr` read from; with `base` only the changesets that were added since then count. */
export async function readReleaseSources(
  options: CommandOptions,
  context: CommandContext,
  { base }: { base?: string | undefined } = {},
): Promise<ReadReleaseOptions> {
  context.working("Reading changesets and versions");
  const project = await readProject(context);
  const registry = registryPrefix(options, context, project);
  return { ...(await releaseSourcesOf(project, context)), base, registry };
}

/** What a change releases is read from; nothing of it says where images go. */
export async function readChangeSources(context: CommandContext): Promise<Omit<ReadChangeReleaseOptions, "from" | "changedFiles">> {
  return { ...(await releaseSourcesOf(await readProject(context), context)), registry: null };
}

async function releaseSourcesOf(project: ReadProject, context: CommandContext) {
  return {
    repository: project.repository,
    remote: project.configuration.remote,
    workspace: project.workspace,
    images: project.images,
    ignore: project.configuration.release.ignore,
    repositoryChangelog: project.configuration.release.repositoryChangelog,
    commitBumps: project.configuration.release.commits === "on" ? project.configuration.release.commitBumps : null,
    branch: await branchOf(project, context),
    indexes: indexesOf(project),
    repositoryUrl: repositoryUrlOf(context),
  };
}
