import { type Configuration, isSluiceError, readConfiguration, type UserConfiguration, type Warning } from "@sluice/core";
import type { ReadWorkspaceOptions, Workspace } from "@sluice/ecosystems";
import { openRepository, type Repository } from "@sluice/git";
import type { QuickLook } from "@sluice/git/quick";
import type { Image } from "@sluice/images";
import type { CommandContext } from "./command.ts";
import { openProjectMemory } from "./open-project-memory.ts";

/** A repository and what its configuration says. */
export interface OpenProject {
  repository: Repository;
  configuration: Configuration;
  /** Path from the root; null when there is no configuration and all is default. */
  configurationPath: string | null;
  /** What that file says itself, without defaults. */
  written: UserConfiguration;
}

/** A repository with its projects and images, as the working tree has them. */
export interface ReadProject extends OpenProject {
  /** All files git knows, POSIX, from the root, sorted. */
  files: string[];
  workspace: Workspace;
  images: Image[];
  /** Of the workspace and the images. */
  warnings: Warning[];
}

/** Opens the repository that the command works in, with what a quick `look` found in it, and reads its configuration. */
export async function openProject({ cwd, env }: Pick<CommandContext, "cwd" | "env">, look: QuickLook | null = null): Promise<OpenProject> {
  const repository = await openRepository(cwd, { env, look });
  const { configuration, path, written } = await readConfiguration(repository.root);
  return { repository, configuration, configurationPath: path, written };
}

/** The configuration of the repository that the command works in; all default where there is none, as in a job that only downloads results. */
export async function readConfigurationHere({ cwd }: Pick<CommandContext, "cwd">): Promise<Configuration> {
  const repository = await findRepository(cwd);
  return (await readConfiguration(repository?.root ?? cwd)).configuration;
}

/** The repository around a folder; null where there is none, or no git. */
export async function findRepository(cwd: string): Promise<Repository | null> {
  try {
    return await openRepository(cwd);
  } catch (error) {
    if (isSluiceError(error) && (error.code === "SLUICE_NOT_A_REPOSITORY" || error.code === "SLUICE_GIT_MISSING")) return null;
    throw error;
  }
}

/** The files and the projects of an open repository. `onRead` as of `readWorkspace`. */
export async function readFilesAndWorkspace(
  { repository, configuration }: OpenProject,
  { onRead }: Pick<ReadWorkspaceOptions, "onRead"> = {},
): Promise<Pick<ReadProject, "files" | "workspace">> {
  const [files, { readWorkspace }] = await Promise.all([repository.listFiles(), import("@sluice/ecosystems")]);
  return { files, workspace: await readWorkspace({ root: repository.root, files, configuration, onRead }) };
}

/**
 * {@link openProject}, with projects and images. `buildContexts` are named contexts beside the configured ones; `withKnownBases`: what is
 * remembered of foreign bases counts, as in what a change affects.
 */
export async function readProject(
  context: Pick<CommandContext, "cwd" | "env">,
  { buildContexts = {}, withKnownBases = false }: { buildContexts?: Readonly<Record<string, string>>; withKnownBases?: boolean } = {},
): Promise<ReadProject> {
  const project = await openProject(context);
  const { repository, configuration } = project;
  const [{ files, workspace }, { readImages, recallKnownBases }] = await Promise.all([
    readFilesAndWorkspace(project),
    import("@sluice/images/discovery"),
  ]);
  const knownBases = withKnownBases ? recallKnownBases(openProjectMemory(repository.gitFolder)) : undefined;
  const { images, warnings } = await readImages({ root: repository.root, workspace, configuration, files, buildContexts, knownBases });
  return { ...project, files, workspace, images, warnings: [...workspace.warnings, ...warnings] };
}
