import type { Warning } from "@sluice/core";
import { findDocker, findSyft } from "@sluice/images";
import {
  assembleDesiredReleases,
  createCargoPort,
  createChartsPort,
  createGitPort,
  createImagesPort,
  createNpmPort,
  createPythonPort,
  readChangesetsConfig,
  toChangesetsPackages,
  type PublishPorts,
} from "@sluice/release";
import { openProjectMemory } from "../open-project-memory.ts";
import { openSigner, readAttestations } from "../supply-chain.ts";
import { openReleases } from "./open-github.ts";
import { branchOf, indexesOf } from "./project-settings.ts";
import { readImageTargets, type ImageTargets } from "./read-image-targets.ts";
import type { ReleaseTargets, TargetsRequest } from "./release-targets.ts";
import { withoutKinds } from "./without-kinds.ts";

/** What the selected releases have to be in the world, and the doors to it. */
export async function readTargets(request: TargetsRequest): Promise<ReleaseTargets> {
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
        commit,
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
    findSyft: () => findSyft({ cwd: repository.root, env: context.env }),
    memory: openProjectMemory(repository.gitFolder),
    ...(context.progress || context.verbose ? { onProgress: context.note } : {}),
  });
}

function openIndexes({ context: { env }, workspace: { project }, snapshot }: TargetsRequest, commitTime: Date): PublishPorts["indexes"] {
  const { root } = project.repository;
  const { python, cargo, charts } = indexesOf(project);
  return {
    ...(python === null ? {} : { pypi: createPythonPort({ root, index: python, commitTime, env }) }),
    ...(cargo === null ? {} : { cargo: createCargoPort({ root, registry: cargo, env, allowDirty: snapshot !== undefined }) }),
    ...(charts === null ? {} : { helm: createChartsPort({ root, env }) }),
  };
}

const noGitHub: Warning = {
  code: "SLUICE_NO_GITHUB",
  message:
    "It is not known which GitHub repository this is, so there are no GitHub releases; set GITHUB_REPOSITORY=owner/name to have them.",
};
