import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { SluiceError, type Warning } from "@sluice/core";
import { openGitHub, readEvent } from "@sluice/github";
import { findDocker, readMetadataFacts } from "@sluice/images";
import {
  assembleDesiredReleases,
  checkPlanApplied,
  checkSelectedVersions,
  computeReleaseMetadata,
  createGitHubPort,
  createGitPort,
  createImagesPort,
  createNpmPort,
  parseReleasePlan,
  readChangesetsConfig,
  readReleasePackages,
  selectPlanned,
  selectReleases,
  toChangesetsPackages,
  type DesiredRelease,
  type PublishPorts,
  type ReadReleaseOptions,
  type ReleaseImageMetadata,
  type ReleasePackages,
  type ReleaseRequest,
  type SelectedRelease,
} from "@sluice/release";
import type { CommandContext, CommandOptions, OptionDefinition } from "./command.ts";
import { parsePairs } from "./parse-pairs.ts";
import { readProject, type ReadProject } from "./read-project.ts";

/** Where images go. */
export const registryOption: OptionDefinition = {
  flags: "--registry <registry>",
  description: "registry and path before an image's name: ghcr.io/acme/shop",
};

/** The options of a command that speaks of releases and of what is published of them. */
export const publishedOptions: readonly OptionDefinition[] = [
  { flags: "--tag <gitTag>", description: "a release: gateway@1.2.3, or v1.2.3 for every package at 1.2.3", repeatable: true },
  { flags: "--package <package>", description: "a package at its present version", repeatable: true },
  { flags: "--without <kind>", description: "leave these artifacts out: image, npm, github-release", repeatable: true },
  registryOption,
  { flags: "--npm-registry <url>", description: "the npm registry; that of the packages and of npm when left out" },
];

/** What `release plan` and `release version` read from. */
export async function readReleaseSources(options: CommandOptions, context: CommandContext): Promise<ReadReleaseOptions> {
  const project = await readProject(context);
  return {
    repository: project.repository,
    workspace: project.workspace,
    images: project.images,
    ignore: project.configuration.release.ignore,
    base: options.text("base"),
    registry: registryOf(options, context, project),
    repositoryUrl: repositoryUrlOf(context),
  };
}

/** Releases as they should be, and the doors to where they are published. */
export interface ReleaseTargets {
  desired: DesiredRelease[];
  ports: PublishPorts;
  warnings: Warning[];
}

/**
 * The releases that the options, or else the event's git tag, or else the changelogs name.
 *
 * @param published true for what is published from the working tree; it must then hold those versions
 * @param planFile path of a release plan that says what to release, in place of the above
 */
export async function readReleaseTargets(
  options: CommandOptions,
  context: CommandContext,
  { published, planFile, build }: { published: boolean; planFile?: string | undefined; build?: ImageBuildOptions },
): Promise<ReleaseTargets> {
  const project = await readProject(context, { buildContexts: build?.buildContexts ?? {} });
  const commit = await headOf(project);
  const gitTags = await readGitTags(project);
  const { root } = project.repository;
  const found = await readReleasePackages({ root, workspace: project.workspace, images: project.images, gitTags });
  const selected =
    planFile === undefined
      ? selectReleases({ ...found, request: await readRequest(options, context) })
      : await selectFromPlan(resolve(context.cwd, planFile), project, found);
  if (published) checkSelectedVersions(selected);
  const images = await readImageTargets({ options, context, project, selected, commit, gitTags });
  const changesets = await readChangesetsConfig(
    root,
    toChangesetsPackages(found.packages, found.rootPackageJson),
    project.configuration.release.ignore,
  );
  const platforms = project.configuration.images.platforms;
  const references = images.metadata.map(({ image, gitTag, metadata }) => ({ image, gitTag, references: metadata.tags }));
  const { access } = changesets.config;
  const desired = assembleDesiredReleases({ selected, commit, changelogs: found.changelogs, references, platforms, access });
  const github = openReleases(context);
  return {
    desired: withoutKinds(desired, options.list("without")),
    ports: {
      images: createImagesPort({
        root,
        images: project.images,
        ...images,
        secrets: [...project.configuration.images.secrets, ...(build?.secrets ?? [])],
        findDocker: () => findDocker({ cwd: root, env: context.env }),
        ...(context.progress || context.verbose ? { onProgress: context.note } : {}),
      }),
      npm: createNpmPort({
        root,
        registry: options.text("npmRegistry") ?? project.configuration.release.npmRegistry ?? null,
        env: context.env,
      }),
      git: createGitPort(project.repository, project.configuration.remote),
      github,
    },
    warnings: [...found.warnings, ...images.warnings, ...(github === null ? [noGitHub] : [])],
  };
}

/** How images are built beyond their own configuration. */
export interface ImageBuildOptions {
  buildContexts: Record<string, string>;
  secrets: readonly string[];
}

/** The options for {@link ImageBuildOptions}. */
export const imageBuildOptions: readonly OptionDefinition[] = [
  { flags: "--build-context <name=value>", description: "a named build context: what stands in for a FROM name", repeatable: true },
  { flags: "--secret <secret>", description: "a build secret in buildx's form: id=ca,src=/path", repeatable: true },
];

export function readImageBuildOptions(options: CommandOptions): ImageBuildOptions {
  return { buildContexts: parsePairs("--build-context", options.list("buildContext")), secrets: options.list("secret") };
}

async function headOf({ repository }: ReadProject): Promise<string> {
  const commit = await repository.headRevision();
  if (commit !== null) return commit;
  throw new SluiceError("SLUICE_NO_COMMIT", `${repository.root} has no commit yet, so there is nothing to release`, {
    hint: "Make the first commit.",
  });
}

/** Those of the remote too: a clone on a runner seldom has all of them, and moving image tags must not move back. */
async function readGitTags({ repository, configuration }: ReadProject): Promise<string[]> {
  const remote = await repository.remoteTags(configuration.remote);
  return [...new Set([...(await repository.listTags()).map(({ name }) => name), ...remote.keys()])];
}

async function readRequest(options: CommandOptions, context: CommandContext): Promise<ReleaseRequest> {
  const request = { gitTags: options.list("tag"), packages: options.list("package") };
  if (request.gitTags.length > 0 || request.packages.length > 0) return request;
  const ref = (await readEvent(context.env))?.ref ?? "";
  return { gitTags: ref.startsWith("refs/tags/") ? [ref.slice("refs/tags/".length)] : [], packages: [] };
}

async function selectFromPlan(
  path: string,
  { repository }: ReadProject,
  { packages, changelogs }: ReleasePackages,
): Promise<SelectedRelease[]> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new SluiceError("SLUICE_BAD_PLAN", `${path} cannot be read`, {
      cause: error,
      hint: "Make it with `sluice release plan --json`.",
    });
  });
  const plan = parseReleasePlan(text, path);
  const isHere = (await repository.findRevision(plan.commit)) !== null;
  checkPlanApplied({ plan, isInHistory: isHere && (await repository.isAncestor(plan.commit, "HEAD")), changelogs });
  return selectPlanned(packages, plan.packages);
}

interface ImageTargets {
  prefix: string;
  metadata: ReleaseImageMetadata[];
  commitTime: Date;
  warnings: Warning[];
}

async function readImageTargets(request: {
  options: CommandOptions;
  context: CommandContext;
  project: ReadProject;
  selected: readonly SelectedRelease[];
  commit: string;
  gitTags: readonly string[];
}): Promise<ImageTargets> {
  const { options, context, project, selected, commit, gitTags } = request;
  const { repository, configuration } = project;
  const commitTime = await repository.commitTime(commit);
  const hasImages = selected.some(({ packages }) => packages.some((entry) => entry.package.images.length > 0));
  if (!hasImages || options.list("without").includes("image")) return { prefix: "", metadata: [], commitTime, warnings: [] };
  const prefix = registryOf(options, context, project);
  if (prefix === null) {
    throw new SluiceError("SLUICE_NO_REGISTRY", "The releases have images, and it is not known where images go", {
      hint: "Give --registry ghcr.io/acme/shop, or set images.registry in the configuration; --without image leaves them out.",
    });
  }
  const facts = await readMetadataFacts({
    env: context.env,
    repository,
    ref: `refs/tags/${selected[0]?.gitTag}`,
    sha: commit,
    prHeadSha: false,
    needsCommitTime: false,
    defaultBranch: configuration.defaultBranch,
    remote: configuration.remote,
    now: commitTime,
  });
  const { rules, flavor } = configuration.images;
  const metadata = computeReleaseMetadata({ selected, commit, prefix, rules, flavor, repository: facts.repository, commitTime, gitTags });
  return {
    prefix,
    metadata: metadata.filter(({ metadata: { tags } }) => tags.length > 0),
    commitTime,
    warnings: [...facts.warnings, ...metadata.flatMap(untagged)],
  };
}

/** The rules of the configuration may have no image tag for a git tag; then the image is not part of the release. */
function untagged({ image, gitTag, metadata }: ReleaseImageMetadata): Warning[] {
  if (metadata.tags.length > 0) return [];
  return [
    { code: "SLUICE_IMAGE_UNTAGGED", message: `The tag rules give the image ${image} no image tag for ${gitTag}, so it is not released.` },
  ];
}

function registryOf(options: CommandOptions, { env }: CommandContext, { configuration }: ReadProject): string | null {
  const given = options.text("registry") ?? (env["SLUICE_REGISTRY"] || undefined) ?? configuration.images.registry;
  if (given !== undefined) return given.replace(/\/+$/, "");
  const repository = env["GITHUB_REPOSITORY"] || undefined;
  return repository === undefined ? null : `ghcr.io/${repository.toLowerCase()}`;
}

function repositoryUrlOf({ env }: CommandContext): string | null {
  const repository = env["GITHUB_REPOSITORY"] || undefined;
  return repository === undefined ? null : `${env["GITHUB_SERVER_URL"] || "https://github.com"}/${repository}`;
}

function openReleases({ env }: CommandContext): PublishPorts["github"] {
  const repository = env["GITHUB_REPOSITORY"] || undefined;
  if (repository === undefined) return null;
  const token = env["GITHUB_TOKEN"] || env["GH_TOKEN"] || "";
  return createGitHubPort(openGitHub({ apiUrl: env["GITHUB_API_URL"] || "https://api.github.com", repository, token }), token !== "");
}

const noGitHub: Warning = {
  code: "SLUICE_NO_GITHUB",
  message:
    "It is not known which GitHub repository this is, so there are no GitHub releases; set GITHUB_REPOSITORY=owner/name to have them.",
};

function withoutKinds(desired: DesiredRelease[], kinds: readonly string[]): DesiredRelease[] {
  for (const kind of kinds) {
    if (["image", "npm", "github-release"].includes(kind)) continue;
    throw new SluiceError("SLUICE_USAGE", `--without ${kind}: there is no such kind of artifact to leave out`, {
      hint: "image, npm or github-release.",
    });
  }
  return desired.map((release) => ({
    ...release,
    github: kinds.includes("github-release") ? null : release.github,
    packages: release.packages.map((entry) => ({
      ...entry,
      images: kinds.includes("image") ? [] : entry.images,
      npm: kinds.includes("npm") ? null : entry.npm,
    })),
  }));
}
