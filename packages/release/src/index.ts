export type { ChangeRelease } from "./change/change-release.ts";
export { assembleChangeRelease, type ChangeReleaseInput } from "./change/assemble-change-release.ts";
export { readChangeRelease, type ReadChangeReleaseOptions } from "./change/read-change-release.ts";
export type { RecordedChangeset } from "./changesets/changeset.ts";
export { readReleasePlan, readReleaseInput, type ReadReleaseOptions } from "./plan/read-release-plan.ts";
export { assembleReleasePlan, type ReleasePlanInput } from "./plan/assemble-release-plan.ts";
export { assembleCommitChanges, type CommitHistory } from "./commits/assemble-commit-changes.ts";
export { computePlanDigest } from "./plan/plan-digest.ts";
export type { ReleasePackage } from "./model/release-package.ts";
export type { Artifact, ArtifactKind, Bump, Cause, PlannedPackage, ReleasePlan } from "./model/release-plan.ts";
export { readReleasePackages, type ProjectImage, type ReleasePackages } from "./plan/read-release-packages.ts";
export { tagsInHistory } from "./plan/tags-in-history.ts";
export { taggedVersions } from "./plan/current-version.ts";
export { selectPlanned, selectReleases, type ReleaseRequest, type SelectedRelease } from "./publish/select-releases.ts";
export { selectSnapshot } from "./publish/select-snapshot.ts";
export { assembleDesiredReleases, type ImageReferences } from "./publish/assemble-desired-releases.ts";
export { assemblePublishPlan, type PublishPlan, type PublishStep } from "./publish/assemble-publish-plan.ts";
export { publishRelease, readPublishPlan } from "./publish/publish-release.ts";
export type { PublishEvent, PublishResult } from "./publish/publish-run.ts";
export { noIndexes, type IndexSettings } from "./publish/packages-to-publish.ts";
export type { DesiredPackage, DesiredRelease } from "./publish/desired-release.ts";
export type {
  GitHubPort,
  GitPort,
  IndexKind,
  ObservedPackage,
  PackageIndexPort,
  PackageToPublish,
  ImagesPort,
  ImageToBuild,
  NpmPort,
  NpmToPublish,
  ObservedGitHubRelease,
  ObservedImage,
  ObservedNpmVersion,
  PublishPorts,
  PublishProblem,
  LockPort,
  ReleaseAsset,
  GitHubReleaseToMake,
} from "./publish/publish-ports.ts";
export { applyReleasePlan, type VersionResult } from "./apply/apply-release-plan.ts";
export {
  openReleasePullRequest,
  type ReleasePullRequestOptions,
  type ReleasePullRequestResult,
} from "./pull-request/open-release-pull-request.ts";
export { previousVersion, type RollbackPlan, type RollbackStep } from "./rollback/assemble-rollback-plan.ts";
export { readRollbackPlan, rollbackRelease, type RollbackEvent, type RollbackOptions } from "./rollback/rollback-release.ts";
export { verifyRelease } from "./verify/verify-release.ts";
export type { Finding, VerifyResult } from "./verify/assemble-verify-result.ts";
export { createGitHubPort } from "./publish/adapters/github-port.ts";
export { createLockPort, type LockHolder, type LockPortOptions } from "./publish/adapters/lock-port.ts";
export type { Receipt } from "./publish/receipt.ts";
export { openPublishJournal, type PublishJournal } from "./journal/publish-journal.ts";
export { createGitPort } from "./publish/adapters/git-port.ts";
export { createCargoPort, type CargoPortOptions } from "./publish/adapters/cargo-port.ts";
export { createPythonPort, type PythonPortOptions } from "./publish/adapters/python-port.ts";
export { createChartsPort, type ChartsPortOptions } from "./publish/adapters/charts-port.ts";
export { createNpmPort, type NpmPortOptions } from "./publish/adapters/npm-port.ts";
export { computeReleaseMetadata, type ReleaseImageMetadata } from "./publish/compute-release-metadata.ts";
export { parseReleasePlan } from "./plan/parse-release-plan.ts";
export { checkPlanApplied, checkSelectedVersions } from "./publish/check-selected.ts";
export { readChangesetsConfig } from "./changesets/read-changesets-config.ts";
export { toChangesetsPackages } from "./plan/changesets-packages.ts";
export { createImagesPort, type ImagesPortOptions } from "./publish/adapters/images-port.ts";
