import { isAbsolute, relative, resolve } from "node:path";
import { hintNames, isSluiceError, SluiceError } from "@sluice/core";
import {
  assembleImagePlan,
  computeMetadata,
  type Docker,
  type DockerPlace,
  findDockerClient,
  type Image,
  type ImagePlan,
  type ImageSelection,
  isFolderContext,
  type Metadata,
  type MetadataSources,
  readImageKeys,
  readImages,
  readMetadataFacts,
  openDocker,
  readBuilderKind,
  readRegistryTags,
  type ReadImagesRequest,
  requirePlatforms,
  selectImages,
} from "@sluice/images";
import { findRegistry } from "./find-registry.ts";
import type { CommandContext, CommandOptions, OptionDefinition } from "./command.ts";
import { parsePairs } from "./parse-pairs.ts";
import { rangeOptions } from "./range-options.ts";
import { readAffectedProject } from "./read-affected-project.ts";
import { type OpenProject, readProject, type ReadProject } from "./read-project.ts";
import { attestationOptions, readAttestations } from "./supply-chain-options.ts";

/** Where images go and for which platforms. */
export const registryOptions: readonly OptionDefinition[] = [
  { flags: "--registry <prefix>", description: "registry and path before an image's name: ghcr.io/acme/shop" },
  { flags: "--platform <platform>", description: "a platform to build for, in place of the configured ones", repeatable: true },
];

/** Options of the commands that plan a build. */
export const imagePlanOptions: readonly OptionDefinition[] = [
  { flags: "--all", description: "all images; those that a change affects when left out" },
  { flags: "--project <name>", description: "the images of this project, or the image of this name", repeatable: true, completes: "image" },
  ...rangeOptions,
  ...registryOptions,
  ...attestationOptions,
  { flags: "--build-arg <NAME=value>", description: "a build argument of every image", repeatable: true },
  {
    flags: "--build-context <name=value>",
    description: "a named build context: a folder, or docker-image://… in place of a FROM name",
    repeatable: true,
  },
  { flags: "--secret <secret>", description: "a build secret: id=ca,src=ca.pem or id=token,env=TOKEN", repeatable: true },
];

/** What {@link imagePlanOptions} ask for. */
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
    readImageKeys({ root: repository.root, images, wanted: new Set(selected.keys()), prefix, docker }),
    readMetadata(project, context, { images, prefix }),
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
    warnings: [...project.workspace.warnings, ...warnings, ...factWarnings],
  });
  return { ...project, plan, docker };
}

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
  const { metadata } = await readMetadata(project, context, { images, prefix: registryPrefix(options, context, project) });
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
  const { metadata } = await readMetadata(project, context, { images: project.images, prefix, event: { eventName: "push", ref, sha } });
  return new Map([...metadata].map(([name, { tags }]) => [name, tags]));
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

export function unknownNames(names: readonly string[], images: readonly Image[]): SluiceError {
  return new SluiceError("SLUICE_UNKNOWN_IMAGE", `${names.join(", ")}: no project with an image, and no image, has this name`, {
    hint: hintNames(
      names[0] ?? "",
      [...new Set(images.flatMap(({ name, project }) => [name, project]))],
      "This repository has no image that Sluice knows: see `sluice images plan --all`.",
    ),
  });
}

/** `--registry`, else the configuration's, else GitHub's own for the repository. */
export function registryPrefix(
  options: CommandOptions,
  { env }: Pick<CommandContext, "env">,
  { configuration }: Pick<OpenProject, "configuration">,
): string | null {
  const { registry: configured } = configuration.images;
  return findRegistry({ option: options.text("registry"), env, configured, path: null })?.value ?? null;
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

async function readMetadata(
  { repository, configuration }: OpenProject,
  { env }: CommandContext,
  { images, prefix, event = {} }: { images: readonly Image[]; prefix: string | null; event?: Partial<MetadataSources> },
) {
  const now = new Date();
  const { defaultBranch, remote } = configuration;
  const { warnings, ...facts } = await readMetadataFacts({
    env,
    repository,
    prHeadSha: false,
    needsCommitTime: true,
    defaultBranch,
    remote,
    now,
    ...event,
  });
  const { rules, flavor } = configuration.images;
  const metadata = new Map<string, Metadata>();
  const isRelease = facts.event.ref.startsWith("refs/tags/");
  const versions = isRelease && prefix !== null ? await readReleasedVersions(images, { prefix, env }) : new Map<string, string[]>();
  for (const { name, repository: shortName, variant } of images) {
    const image = prefix === null ? shortName : `${prefix}/${shortName}`;
    const existingVersions = versions.get(name) ?? [];
    const wanted = { existingVersions, images: [image], variant, rules, flavor, now };
    metadata.set(name, computeMetadata({ ...facts, ...wanted, annotationLevels: ["manifest", "index"] }));
  }
  return { metadata, commitTime: facts.commitTime, factWarnings: warnings };
}

/**
 * The versions that the registry holds of each image. A registry that does not answer now is asked again when tags are
 * written, and is an error then.
 */
async function readReleasedVersions(
  images: readonly Image[],
  { prefix, env }: { prefix: string; env: CommandContext["env"] },
): Promise<Map<string, string[]>> {
  const versions = new Map<string, string[]>();
  for (const [shortName, own] of Map.groupBy(images, ({ repository }) => repository)) {
    try {
      const tags = await readRegistryTags(`${prefix}/${shortName}`, env);
      for (const { name, variant } of own) versions.set(name, releasedVersions(tags, variant));
    } catch (error) {
      if (!isSluiceError(error)) throw error;
      return versions;
    }
  }
  return versions;
}

function releasedVersions(imageTags: readonly string[], variant: string | null): string[] {
  const suffix = variant === null ? "" : `-${variant}`;
  const own = imageTags.filter((tag) => tag.endsWith(suffix)).map((tag) => tag.slice(0, tag.length - suffix.length));
  return own.filter((tag) => /^v?\d+\.\d+\.\d+$/.test(tag));
}

export function contextsFromRoot(options: CommandOptions, { cwd }: CommandContext, root: string): Record<string, string> {
  const contexts = parsePairs("--build-context", options.list("buildContext"));
  return Object.fromEntries(
    Object.entries(contexts).map(([name, value]) => [name, isFolderContext(value) ? relative(root, resolve(cwd, value)) || "." : value]),
  );
}

/** Builds run at the repository's root, so a file named from somewhere else is named in full. */
export function absoluteSecret(secret: string, cwd: string): string {
  return secret.replace(/(^|,)(src|source)=([^,]+)/, (whole, comma: string, key: string, path: string) =>
    isAbsolute(path) ? whole : `${comma}${key}=${resolve(cwd, path)}`,
  );
}
