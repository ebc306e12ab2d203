export { assembleArtifact, type ArtifactContents, type AssembledArtifact } from "./artifacts/assemble-artifact.ts";
export { pushArtifact } from "./artifacts/push-artifact.ts";
export { readArtifact, readArtifactBlob, type RegistryArtifact } from "./artifacts/read-artifact.ts";
export { renderBakeFile, type BakeOptions } from "./bake/render-bake-file.ts";
export type { ImageFailure } from "./build/assemble-failures.ts";
export { buildImages, type BuildImagesRequest, type BuiltImage, type ImageBuildResult } from "./build/build-images.ts";
export type { CacheKind } from "./cache/build-cache.ts";
export { readBuildCache, type BuildCacheRequest } from "./cache/read-build-cache.ts";
export { readBuilderKind, type BuilderKind } from "./buildx/read-builder-kind.ts";
export {
  findDocker,
  findDockerClient,
  openDockerWhenNeeded,
  type Docker,
  type DockerOptions,
  type DockerPlace,
  type DockerResult,
} from "./buildx/find-docker.ts";
export type { Image } from "./discovery/image.ts";
export type { UnclearDockerfile } from "./discovery/assemble-drafts.ts";
export { readImages, type ReadImages, type ReadImagesRequest } from "./discovery/read-images.ts";
export type { BuildSettings } from "./inputs/build-settings.ts";
export { computeImageInputs, type ImageInputs, type ImageInputsRequest } from "./inputs/compute-image-inputs.ts";
export type { InputExplanation } from "./inputs/explain-input.ts";
export { goMatcher } from "./inputs/go-match.ts";
export { isFolderContext } from "./inputs/context-name.ts";
export { readImageFiles, type FileSource, type ImageFiles, type ImageFilesRequest } from "./inputs/read-image-files.ts";
export { readInputExplanation, type InputExplanationRequest } from "./inputs/read-input-explanation.ts";
export { readImageInputs, type ReadImageInputsRequest } from "./inputs/read-image-inputs.ts";
export { computeMetadata, type Metadata, type MetadataInput } from "./metadata/compute-metadata.ts";
export { parseFlavor, type Flavor } from "./metadata/flavor.ts";
export { gitTagEvent, type MetadataEvent } from "./metadata/git-reference.ts";
export { gitTagForImage, parseGitTagVersion, versionForImage, type GitTagVersion } from "./metadata/git-tag-version.ts";
export { imageShortName, parseImageRules, type ImageRule } from "./metadata/image-rule.ts";
export { isImageTag, toImageTag } from "./metadata/image-tag.ts";
export type { MovingTag } from "./metadata/moving-tag.ts";
export type { RepositoryDetails } from "./metadata/labels.ts";
export { readMetadataFacts, type MetadataFacts, type MetadataSources } from "./metadata/read-metadata-facts.ts";
export type { RuleProblem } from "./metadata/rule-problem.ts";
export { parseTagRule, type ParsedTagRule, type TagRule } from "./metadata/tag-rule.ts";
export type { OutdatedImage, OutdatedImages } from "./outdated/assemble-outdated.ts";
export { readOutdatedImages, type OutdatedImagesRequest } from "./outdated/read-outdated-images.ts";
export { assembleImagePlan, spreadSelection, type ImagePlanInput } from "./plan/assemble-image-plan.ts";
export { computeImageKey, keyTag, type KeyFacts } from "./plan/compute-image-key.ts";
export { type Attestations, isOnlyBase, type ImagePlan, type ImageReason, type PlannedImage } from "./plan/image-plan.ts";
export { readImageKeys, type ImageKeys, type ImageKeysRequest } from "./plan/read-image-keys.ts";
export { selectImages, type ImageSelection } from "./plan/select-images.ts";
export { assembleMerges, type ImageMerge } from "./platforms/assemble-merges.ts";
export { mergeImages, type MergedImage } from "./platforms/merge-images.ts";
export { parsePlatformBuilds, type PlatformShare, type PlatformShares } from "./platforms/parse-platform-builds.ts";
export type { PlatformBuild, PlatformBuildResult } from "./platforms/platform-build.ts";
export { pushPlatforms, type PushPlatformsRequest } from "./platforms/push-platforms.ts";
export { requirePlatforms } from "./platforms/require-platforms.ts";
export { restrictPlatforms } from "./platforms/restrict-platforms.ts";
export { assembleImageFindings, type ExpectedImage, type ImageFinding } from "./registry/assemble-image-findings.ts";
export type { RegistryAccess } from "./registry/registry-session.ts";
export { checkPush } from "./registry/check-push.ts";
export { parseImageReference, type ImageReference } from "./registry/image-reference.ts";
export { type ForwardResult, moveTagsForward } from "./registry/move-tags-forward.ts";
export { promoteImage, type Promotion } from "./registry/promote-image.ts";
export { readImageSizes, readRegistryImage, readRegistryImageDetails, type RegistryOptions } from "./registry/read-registry-image.ts";
export type { Sbom } from "./registry/parse-sboms.ts";
export { readSboms } from "./registry/read-sboms.ts";
export { readTagsOfAll } from "./registry/read-tags-of-all.ts";
export type { RegistryImage, RegistryImageDetails } from "./registry/registry-image.ts";
export { verifyImages } from "./registry/verify-images.ts";
export { findCosign, type Cosign, type CosignPlace } from "./signing/find-cosign.ts";
export { signImages, type SignedImage, type Signer, type SignImagesRequest } from "./signing/sign-images.ts";
export { type TrustedSigner, verifySignatures } from "./signing/verify-signatures.ts";
export { nextStateRecord, type StateRecord } from "./state/next-state-record.ts";
export { type ImageState, readImageState } from "./state/read-image-state.ts";
export { findSyft, type Syft, type SyftPlace } from "./sbom/find-syft.ts";
