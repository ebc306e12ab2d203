import { SluiceError, type Warning } from "@sluice/core";
import { readMetadataFacts } from "@sluice/images";
import { computeReleaseMetadata, type ReleaseImageMetadata } from "@sluice/release";
import { registryPrefix } from "../image-request.ts";
import type { TargetsRequest } from "./release-targets.ts";

export interface ImageTargets {
  prefix: string;
  metadata: ReleaseImageMetadata[];
  commitTime: Date;
  warnings: Warning[];
}

export async function readImageTargets({ options, context, workspace, selected }: TargetsRequest): Promise<ImageTargets> {
  const { project, commit, gitTags } = workspace;
  const { repository, configuration } = project;
  const commitTime = await repository.commitTime(commit);
  const hasImages = selected.some(({ packages }) => packages.some((entry) => entry.package.images.length > 0));
  if (!hasImages || options.list("without").includes("image")) return { prefix: "", metadata: [], commitTime, warnings: [] };
  const prefix = registryPrefix(options, context, project);
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
