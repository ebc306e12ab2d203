import type { Workspace } from "@sluice/ecosystems";
import {
  assembleImagePlan,
  type Docker,
  findDockerClient,
  type ImagePlan,
  type ImageSelection,
  openDockerWhenNeeded,
  readImageKeys,
  readImages,
  type ReadImages,
  type ReadImagesRequest,
  requirePlatforms,
  selectImages,
  spreadSelection,
} from "@sluice/images";
import type { CommandContext, CommandOptions } from "./command.ts";
import { absoluteSecret, contextsFromRoot, registryPrefix } from "./image-request.ts";
import { openProjectMemory } from "./open-project-memory.ts";
import { parsePairs } from "./parse-pairs.ts";
import { readAffectedProject } from "./read-affected-project.ts";
import { readEventFacts, readImageMetadata } from "./read-image-metadata.ts";
import { askAhead, lookForBuild } from "./recall-affected-answer.ts";
import { openProject, type OpenProject, readFilesAndWorkspace } from "./read-project.ts";
import { readAttestations } from "./supply-chain.ts";
import { unknownNames } from "./unknown-names.ts";

/** What the options of a command that plans a build ask for. */
export interface ReadImagePlan extends OpenProject {
  plan: ImagePlan;
  /** null: no image is selected. A machine without it is found out when it is needed. */
  docker: Docker | null;
  /** The commits after the built one on the branch that was pushed, as the clone knows it; none for other events. */
  readLater: () => Promise<string[]>;
}

/**
 * Reads repository, event, registry and configuration, and plans the build. `builds`: the plan is carried out, so that docker is
 * looked for in good time. `platforms`: in place of the configured ones; those of `--platform` when left out.
 */
export async function readImagePlan(
  options: CommandOptions,
  context: CommandContext,
  { builds, platforms = options.list("platform") }: { builds: boolean; platforms?: readonly string[] },
): Promise<ReadImagePlan> {
  requirePlatforms(platforms);
  const isAsked = options.flag("all") || options.list("project").length > 0;
  // Where something changed there is something to build: docker is looked for while the repository is read.
  const client = builds && !isAsked ? findDockerClient(context, { builds: true }) : null;
  client?.catch(() => {});
  const look = context.look ?? (await lookForBuild(options, context));
  if (look !== null) askAhead(look);
  const project = await openProject(context, look);
  // The event and the commit have nothing to do with the selection: git is asked for both at once.
  const facts = readEventFacts(project, context);
  facts.catch(() => {});
  const { workspace, images, selection, unclear, warnings } = await readSelection(project, { options, context, platforms });
  const { selected, unknown } = selectImages(images, selection);
  if (unknown.length > 0) throw unknownNames(unknown, images);

  context.working("Asking for base images and the registry");
  const { repository, configuration } = project;
  const prefix = registryPrefix(options, context, project);
  const docker = selected.size === 0 ? null : openDockerWhenNeeded({ cwd: repository.root, env: context.env }, client);
  const [known, { metadata, commitTime, factWarnings }] = await Promise.all([
    readImageKeys({
      root: repository.root,
      images,
      wanted: new Set(spreadSelection({ images, selected, prefix }).keys()),
      prefix,
      docker,
      memory: openProjectMemory(repository.gitFolder),
    }),
    readImageMetadata(project, context, { images, prefix, facts }),
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
    warnings: [...workspace.warnings, ...warnings, ...factWarnings, ...known.warnings],
  });
  let later: Promise<string[]> | null = null;
  return { ...project, plan, docker, readLater: () => (later ??= facts.then(({ event }) => readLaterCommits(project, event))) };
}

/** A run that was started again has the branch as it is now beside its own commit. */
async function readLaterCommits({ repository, configuration }: OpenProject, { ref, sha }: { ref: string; sha: string }): Promise<string[]> {
  const [, branch] = /^refs\/heads\/(.+)$/.exec(ref) ?? [];
  const tip = branch === undefined ? null : await repository.findRevision(`refs/remotes/${configuration.remote}/${branch}`);
  if (tip === null || tip === sha || (await repository.findRevision(sha)) === null || !(await repository.isAncestor(sha, tip))) return [];
  return (await repository.commitsBetween({ base: sha, head: tip })).map(({ revision }) => revision);
}

/** All images of the repository, and which of them the options select. */
async function readSelection(
  project: OpenProject,
  { options, context, platforms }: { options: CommandOptions; context: CommandContext; platforms: readonly string[] },
): Promise<ReadImages & { workspace: Workspace; selection: ImageSelection }> {
  const names = options.list("project");
  if (options.flag("all") || names.length > 0) {
    const selection: ImageSelection = options.flag("all") ? { kind: "all" } : { kind: "named", names };
    const { files, workspace } = await readFilesAndWorkspace(project);
    return { workspace, selection, ...(await readImagesAsAsked(options, context, { ...project, files, workspace, platforms })) };
  }
  const [{ imageReasons, workspace }, files] = await Promise.all([
    readAffectedProject(options, context, project),
    project.repository.listFiles(),
  ]);
  const found = await readImagesAsAsked(options, context, { ...project, files, workspace, platforms });
  return { workspace, selection: { kind: "affected", reasons: imageReasons }, ...found };
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
