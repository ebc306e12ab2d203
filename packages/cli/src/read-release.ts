import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { SluiceError, type Warning } from "@sluice/core";
import { openGitHub, readEvent, type GitHub } from "@sluice/github";
import { findDocker, readMetadataFacts } from "@sluice/images";
import {
  type ArtifactKind,
  assembleDesiredReleases,
  checkPlanApplied,
  checkSelectedVersions,
  computeReleaseMetadata,
  createCargoPort,
  createChartsPort,
  createGitHubPort,
  createGitPort,
  createImagesPort,
  createLockPort,
  createNpmPort,
  createPythonPort,
  parseReleasePlan,
  previousVersion,
  readChangesetsConfig,
  readReleasePackages,
  selectPlanned,
  selectReleases,
  toChangesetsPackages,
  type DesiredRelease,
  type IndexSettings,
  type PublishPorts,
  type ReadChangeReleaseOptions,
  type ReadReleaseOptions,
  type ReleaseImageMetadata,
  type ReleasePackages,
  type RollbackOptions,
  type SelectedRelease,
} from "@sluice/release";
import type { CommandContext, CommandOptions, OptionDefinition } from "./command.ts";
import { isProcessRunning, readLockHolder } from "./read-lock-holder.ts";
import { absoluteSecret, contextsFromRoot, registryPrefix } from "./read-image-plan.ts";
import { readSnapshot, snapshotOption } from "./read-snapshot.ts";
import { openProject, readProject, type ReadProject } from "./read-project.ts";
import { attestationOptions, openSigner, readAttestations, signingOptions } from "./supply-chain-options.ts";

/** Where images go. */
export const registryOption: OptionDefinition = {
  flags: "--registry <registry>",
  description: "registry and path before an image's name: ghcr.io/acme/shop",
};

/** The options of a command that speaks of releases and of what is published of them. */
export const publishedOptions: readonly OptionDefinition[] = [
  {
    flags: "--tag <gitTag>",
    description: "a release: gateway@1.2.3, or v1.2.3 for every package at 1.2.3",
    repeatable: true,
    completes: "git-tag",
  },
  { flags: "--package <package>", description: "a package at its present version", repeatable: true, completes: "package" },
  snapshotOption,
  { flags: "--without <kind>", description: "leave these artifacts out: image, npm, pypi, cargo, helm, github-release", repeatable: true },
  registryOption,
  { flags: "--npm-registry <url>", description: "the npm registry; that of the packages and of npm when left out" },
];

/** What `release plan` and `release version` read from. */
export async function readReleaseSources(options: CommandOptions, context: CommandContext): Promise<ReadReleaseOptions> {
  context.working("Reading changesets and versions");
  const project = await readProject(context);
  const registry = registryOf(options, context, project);
  return { ...(await releaseSourcesOf(project, context)), base: options.text("base"), registry };
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

/** The branch of the event that started a workflow, else the one that is checked out. */
async function branchOf({ repository }: ReadProject, { env }: CommandContext): Promise<string | null> {
  const ref = env["GITHUB_REF"] ?? "";
  return ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : repository.currentBranch();
}

/** Releases as they should be, and the doors to where they are published. */
export interface ReleaseTargets {
  desired: DesiredRelease[];
  ports: PublishPorts;
  warnings: Warning[];
}

/** Options of a command that publishes, besides {@link publishedOptions}. */
export const publishOptions: readonly OptionDefinition[] = [
  { flags: "--plan <file>", description: "a plan of `release plan --json`; refused when it is not what is checked out" },
  { flags: "--build-context <name=value>", description: "a named build context: what stands in for a FROM name", repeatable: true },
  { flags: "--break-lock", description: "take the publish lock from whoever has it" },
  { flags: "--secret <secret>", description: "a build secret in buildx's form: id=ca,src=/path", repeatable: true },
  ...attestationOptions,
  ...signingOptions,
];

/** The releases to publish: of the plan, the options, the event's git tag, or else the changelogs. Takes {@link publishOptions}. */
export async function readReleasesToPublish(options: CommandOptions, context: CommandContext): Promise<ReleaseTargets> {
  const { repository } = await openProject(context);
  const buildContexts = contextsFromRoot(options, context, repository.root);
  const workspace = await readReleaseWorkspace(context, buildContexts);
  const planFile = options.text("plan");
  const selected =
    planFile === undefined
      ? await selectAsAsked(options, context, workspace)
      : await selectFromPlan(resolve(context.cwd, planFile), workspace);
  checkSelectedVersions(selected);
  const secrets = options.list("secret").map((secret) => absoluteSecret(secret, context.cwd));
  const targets = await readTargets({ options, context, workspace, selected, secrets, isPublish: true, snapshot: readSnapshot(options) });
  return { ...targets, ports: withLock(targets.ports, options, context, workspace) };
}

function withLock(ports: PublishPorts, options: CommandOptions, context: CommandContext, { project }: ReleaseWorkspace): PublishPorts {
  const lock = createLockPort({
    repository: project.repository,
    remote: project.configuration.remote,
    holder: readLockHolder(context),
    isRunning: isProcessRunning,
    breakLock: options.flag("breakLock"),
  });
  return { ...ports, lock };
}

/** The release that is taken back, the one before it, and the doors to where they are. */
export async function readRollback(
  gitTag: string,
  options: CommandOptions,
  context: CommandContext,
): Promise<RollbackOptions & { warnings: Warning[] }> {
  const workspace = await readReleaseWorkspace(context, {});
  const select = (wanted: string): SelectedRelease[] => selectReleases({ ...workspace, request: { gitTags: [wanted], packages: [] } });
  const [bad] = select(gitTag);
  const [entry] = bad?.packages ?? [];
  if (bad === undefined || entry === undefined || bad.gitTag.lastIndexOf("@") < 1) {
    throw new SluiceError("SLUICE_USAGE", `${gitTag} is no release of one package`, { hint: "Name it as package@version: gateway@1.3.0." });
  }
  const { name } = entry.package;
  const to = options.text("to") ?? previousVersion(name, entry.version, workspace.gitTags);
  const badTargets = await readTargets({ options, context, workspace, selected: [bad], secrets: [] });
  // Without the bad release, the one before it has the moving image tags again.
  const before = { ...workspace, gitTags: workspace.gitTags.filter((tag) => tag !== bad.gitTag) };
  const targets = await readTargets({ options, context, workspace: before, selected: select(`${name}@${to}`), secrets: [] });
  const [badRelease] = badTargets.desired;
  const [previous] = targets.desired;
  if (badRelease === undefined || previous === undefined) throw new Error(`no release ${gitTag} or ${name}@${to}`);
  const ports = withLock(targets.ports, options, context, workspace);
  return { bad: badRelease, previous, ports, reason: options.text("reason") ?? "", warnings: targets.warnings };
}

/** The releases to verify: of the options, the event's git tag, or else the changelogs. */
export async function readReleasesToVerify(options: CommandOptions, context: CommandContext): Promise<ReleaseTargets> {
  const workspace = await readReleaseWorkspace(context, {});
  return readTargets({
    options,
    context,
    workspace,
    selected: await selectAsAsked(options, context, workspace),
    secrets: [],
    snapshot: readSnapshot(options),
  });
}

/** The repository, its packages, and where it stands. */
interface ReleaseWorkspace extends ReleasePackages {
  project: ReadProject;
  commit: string;
  /** Those of the remote too. */
  gitTags: string[];
}

async function readReleaseWorkspace(context: CommandContext, buildContexts: Readonly<Record<string, string>>): Promise<ReleaseWorkspace> {
  context.working("Reading packages and git tags");
  const project = await readProject(context, { buildContexts });
  const commit = await headOf(project);
  const gitTags = await readGitTags(project);
  const { workspace, images } = project;
  return { project, commit, gitTags, ...(await readReleasePackages({ root: project.repository.root, workspace, images, gitTags })) };
}

interface TargetsRequest {
  options: CommandOptions;
  context: CommandContext;
  workspace: ReleaseWorkspace;
  selected: readonly SelectedRelease[];
  /** Name of a snapshot; left out for releases. */
  snapshot?: string | undefined;
  /** Build secrets besides the configured ones. */
  secrets: readonly string[];
  /** The command has the {@link publishOptions}. */
  isPublish?: boolean;
}

async function readTargets(request: TargetsRequest): Promise<ReleaseTargets> {
  const { options, context, workspace, selected } = request;
  const { project, commit, changelogs, packages, rootPackageJson } = workspace;
  const { configuration, repository } = project;
  const images = await readImageTargets(request);
  const changesets = await readChangesetsConfig(
    repository.root,
    toChangesetsPackages(packages, rootPackageJson),
    configuration.release.ignore,
  );
  const github = openReleases(context);
  const desired = assembleDesiredReleases({
    selected,
    commit,
    gitTags: workspace.gitTags,
    changelogs,
    references: images.metadata.map(({ image, gitTag, metadata }) => ({ image, gitTag, references: metadata.tags })),
    platforms: configuration.images.platforms,
    access: changesets.config.access,
    snapshot: request.snapshot,
    indexes: indexesOf(project),
  });
  return {
    desired: withoutKinds(desired, options.list("without")),
    ports: {
      images: openImages(request, images),
      npm: createNpmPort({
        root: repository.root,
        registry: options.text("npmRegistry") ?? configuration.release.npmRegistry ?? null,
        env: context.env,
      }),
      indexes: openIndexes(request, images.commitTime),
      git: await openGit(request),
      github,
    },
    warnings: [...workspace.warnings, ...images.warnings, ...(github === null ? [noGitHub] : [])],
  };
}

/** A snapshot is what was written and not committed, from any branch; no tag could say something else. */
async function openGit({ snapshot, context, workspace: { project } }: TargetsRequest): Promise<PublishPorts["git"]> {
  const { repository, configuration } = project;
  const { remote, defaultBranch } = configuration;
  const git = createGitPort({ repository, remote, branch: await branchOf(project, context), defaultBranch });
  return snapshot === undefined ? git : { ...git, check: async () => [] };
}

function openImages(
  { options, context, workspace, secrets, isPublish = false }: TargetsRequest,
  { prefix, metadata, commitTime }: ImageTargets,
): PublishPorts["images"] {
  const { repository, images, configuration } = workspace.project;
  return createImagesPort({
    root: repository.root,
    images,
    prefix,
    metadata,
    commitTime,
    attestations: isPublish
      ? readAttestations(options, context, configuration)
      : { provenance: configuration.images.provenance, sbom: null },
    openSigner: isPublish ? async (docker) => (await openSigner(options, context, configuration))?.(docker) ?? null : null,
    secrets: [...configuration.images.secrets, ...secrets],
    findDocker: () => findDocker({ cwd: repository.root, env: context.env }),
    ...(context.progress || context.verbose ? { onProgress: context.note } : {}),
  });
}

/** The indexes besides npm's that the configuration names. */
function indexesOf({ configuration: { release } }: Pick<ReadProject, "configuration">): IndexSettings {
  return { python: release.pythonIndex ?? null, cargo: release.cargoRegistry ?? null, charts: release.chartRegistry ?? null };
}

function openIndexes({ context: { env }, workspace: { project } }: TargetsRequest, commitTime: Date): PublishPorts["indexes"] {
  const { root } = project.repository;
  const { python, cargo, charts } = indexesOf(project);
  return {
    ...(python === null ? {} : { pypi: createPythonPort({ root, index: python, commitTime, env }) }),
    ...(cargo === null ? {} : { cargo: createCargoPort({ root, registry: cargo, env }) }),
    ...(charts === null ? {} : { helm: createChartsPort({ root, env }) }),
  };
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
  if (!(await repository.listRemotes()).includes(configuration.remote)) {
    throw new SluiceError(
      "SLUICE_NO_REMOTE",
      `${repository.root} has no git remote ${configuration.remote}, and releases are tagged there`,
      {
        hint: `Add it with \`git remote add ${configuration.remote} <url>\`, or name another one as \`remote\` in the configuration.`,
      },
    );
  }
  const remote = await repository.remoteTags(configuration.remote);
  return [...new Set([...(await repository.listTags()).map(({ name }) => name), ...remote.keys()])];
}

async function selectAsAsked(options: CommandOptions, context: CommandContext, workspace: ReleaseWorkspace): Promise<SelectedRelease[]> {
  const request = { gitTags: options.list("tag"), packages: options.list("package") };
  const snapshot = readSnapshot(options);
  if (snapshot !== undefined)
    return selectReleases({ ...workspace, request: { gitTags: [], packages: snapshotPackages(workspace, snapshot) } });
  if (request.gitTags.length > 0 || request.packages.length > 0) return selectReleases({ ...workspace, request });
  const ref = (await readEvent(context.env))?.ref ?? "";
  const gitTags = ref.startsWith("refs/tags/") ? [ref.slice("refs/tags/".length)] : [];
  return selectReleases({ ...workspace, request: { gitTags, packages: [] } });
}

/** Names of the packages whose versions are written as those of the snapshot of the commit that is checked out. */
function snapshotPackages({ packages, commit }: ReleaseWorkspace, snapshot: string): string[] {
  const suffix = `-${snapshot}-${commit.slice(0, 7)}`;
  const found = packages.filter(({ version }) => version.endsWith(suffix)).map(({ name }) => name);
  if (found.length > 0) return found;
  throw new SluiceError("SLUICE_NO_SNAPSHOT", `No package has a version that ends with ${suffix}`, {
    hint: `Write them first, with \`sluice release version --snapshot ${snapshot}\` on this commit.`,
  });
}

async function selectFromPlan(path: string, { project, packages, changelogs }: ReleaseWorkspace): Promise<SelectedRelease[]> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new SluiceError("SLUICE_BAD_PLAN", `${path} cannot be read`, {
      cause: error,
      hint: "Make it with `sluice release plan --json`.",
    });
  });
  const plan = parseReleasePlan(text, path);
  const { repository } = project;
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

async function readImageTargets({ options, context, workspace, selected }: TargetsRequest): Promise<ImageTargets> {
  const { project, commit, gitTags } = workspace;
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

function registryOf(options: CommandOptions, context: CommandContext, project: ReadProject): string | null {
  const named = options.text("registry") === undefined ? context.env["SLUICE_REGISTRY"] || undefined : undefined;
  return named ?? registryPrefix(options, context, project);
}

function repositoryUrlOf({ env }: CommandContext): string | null {
  const repository = env["GITHUB_REPOSITORY"] || undefined;
  return repository === undefined ? null : `${env["GITHUB_SERVER_URL"] || "https://github.com"}/${repository}`;
}

/** The GitHub API of the repository that the environment names; null when it names none. */
export function openGitHubOf({ env }: Pick<CommandContext, "env">): GitHub | null {
  const repository = env["GITHUB_REPOSITORY"] || undefined;
  if (repository === undefined) return null;
  return openGitHub({ apiUrl: env["GITHUB_API_URL"] || "https://api.github.com", repository, token: gitHubToken(env) });
}

function openReleases(context: CommandContext): PublishPorts["github"] {
  const github = openGitHubOf(context);
  return github === null ? null : createGitHubPort(github, gitHubToken(context.env) !== "");
}

function gitHubToken(env: CommandContext["env"]): string {
  return env["GITHUB_TOKEN"] || env["GH_TOKEN"] || "";
}

const noGitHub: Warning = {
  code: "SLUICE_NO_GITHUB",
  message:
    "It is not known which GitHub repository this is, so there are no GitHub releases; set GITHUB_REPOSITORY=owner/name to have them.",
};

const leftOutKinds: readonly string[] = ["image", "npm", "pypi", "cargo", "helm", "github-release"] satisfies ArtifactKind[];

function withoutKinds(desired: DesiredRelease[], kinds: readonly string[]): DesiredRelease[] {
  for (const kind of kinds) {
    if (leftOutKinds.includes(kind)) continue;
    throw new SluiceError("SLUICE_USAGE", `--without ${kind}: there is no such kind of artifact to leave out`, {
      hint: `One of ${leftOutKinds.join(", ")}.`,
    });
  }
  return desired.map((release) => ({
    ...release,
    github: kinds.includes("github-release") ? null : release.github,
    packages: release.packages.map((entry) => ({
      ...entry,
      images: kinds.includes("image") ? [] : entry.images,
      npm: kinds.includes("npm") ? null : entry.npm,
      indexed: entry.indexed.filter(({ kind }) => !kinds.includes(kind)),
    })),
  }));
}
