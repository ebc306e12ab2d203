import { join } from "node:path";
import { isSluiceError, type SluiceError } from "@sluice/core";
import {
  assembleImagePlan,
  type Docker,
  type DockerPlace,
  findDockerClient,
  type ImagePlan,
  type ImageSelection,
  openDocker,
  readBuilderKind,
  readImageKeys,
  readImages,
  type ReadImagesRequest,
  requirePlatforms,
  selectImages,
} from "@sluice/images";
import type { CommandContext, CommandOptions } from "./command.ts";
import { absoluteSecret, contextsFromRoot, registryPrefix } from "./image-options.ts";
import { parsePairs } from "./parse-pairs.ts";
import { readAffectedProject } from "./read-affected-project.ts";
import { readImageMetadata } from "./read-image-metadata.ts";
import { type OpenProject, readProject } from "./read-project.ts";
import { readAttestations } from "./supply-chain-options.ts";
import { unknownNames } from "./unknown-names.ts";

/** What the options of a command that plans a build ask for. */
export interface ReadImagePlan extends OpenProject {
  plan: ImagePlan;
  /** null: there is none on this machine, or none was needed. */
  docker: Docker | null;
}

/**
 * Reads repository, event, registry and configuration, and plans the build. Without docker an image whose base must be
 * looked up has no key; `needsDocker` makes that an error. `platforms`: in place of the configured ones; those of
 * `--platform` when left out.
 */
export async function readImagePlan(
  options: CommandOptions,
  context: CommandContext,
  { needsDocker, platforms = options.list("platform") }: { needsDocker: boolean; platforms?: readonly string[] },
): Promise<ReadImagePlan> {
  requirePlatforms(platforms);
  // Looked for while the repository is read: asking a client whether it has buildx takes as long as that.
  const client = readDockerClient(context);
  const { project, images, selection, unclear, warnings } = await readSelection(options, context, platforms);
  const { selected, unknown } = selectImages(images, selection);
  if (unknown.length > 0) throw unknownNames(unknown, images);

  context.working("Asking for base images and the registry");
  const { repository, configuration } = project;
  const prefix = registryPrefix(options, context, project);
  const docker = selected.size === 0 ? null : chooseDocker(await client, { cwd: repository.root, env: context.env }, needsDocker);
  // Where something changed there is something to build: the builder is asked meanwhile, and its answer kept for the build.
  if (docker !== null && needsDocker && selection.kind === "affected") void readBuilderKind(docker);
  const [known, { metadata, commitTime, factWarnings }] = await Promise.all([
    readImageKeys({
      root: repository.root,
      images,
      wanted: new Set(selected.keys()),
      prefix,
      docker,
      memory: join(repository.gitFolder, "sluice/bases"),
    }),
    readImageMetadata(project, context, { images, prefix }),
  ]);
  const plan = assembleImagePlan({
    images,
    selected,
    prefix,
    metadata,
    ...known,
    secrets: [...configuration.images.secrets, ...options.list("secret").map((secret) => absoluteSecret(secret, context.cwd))],
    commitTime,
    attestations: readAttestations(options, context, configuration),
    unclear: selection.kind === "all" ? unclear : [],
    warnings: [...project.workspace.warnings, ...warnings, ...factWarnings, ...known.warnings],
  });
  return { ...project, plan, docker };
}

/** All images of the repository, and which of them the options select. */
async function readSelection(options: CommandOptions, context: CommandContext, platforms: readonly string[]) {
  const names = options.list("project");
  if (options.flag("all") || names.length > 0) {
    const project = await readProject(context);
    const selection: ImageSelection = options.flag("all") ? { kind: "all" } : { kind: "named", names };
    return { project, selection, ...(await readImagesAsAsked(options, context, { ...project, platforms })) };
  }
  const project = await readAffectedProject(options, context);
  const files = await project.repository.listFiles();
  const found = await readImagesAsAsked(options, context, { ...project, files, platforms });
  const selection: ImageSelection = { kind: "affected", affected: project.result };
  return { project, selection, ...found };
}

async function readImagesAsAsked(
  options: CommandOptions,
  context: CommandContext,
  project: OpenProject & Pick<ReadImagesRequest, "files" | "workspace"> & { platforms: readonly string[] },
) {
  const { repository, workspace, configuration, files, platforms } = project;
  return readImages({
    root: repository.root,
    workspace,
    configuration,
    files,
    buildContexts: contextsFromRoot(options, context, repository.root),
    buildArgs: parsePairs("--build-arg", options.list("buildArg"), context.env),
    platforms,
  });
}

/** The path of the client; or why there is none, which is no failure where nobody needs it. */
async function readDockerClient({ cwd, env }: CommandContext): Promise<string | SluiceError> {
  try {
    return await findDockerClient({ cwd, env });
  } catch (error) {
    if (isSluiceError(error)) return error;
    throw error;
  }
}

function chooseDocker(client: string | SluiceError, place: DockerPlace, isNeeded: boolean): Docker | null {
  if (typeof client === "string") return openDocker(client, place);
  if (isNeeded) throw client;
  return null;
}
