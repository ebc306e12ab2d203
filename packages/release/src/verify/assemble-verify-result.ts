import semver from "semver";
import type { Artifact, ArtifactKind } from "../model/release-plan.ts";
import type { DesiredPackage, DesiredRelease } from "../publish/desired-release.ts";
import { gitTagsOf } from "../publish/assemble-publish-plan.ts";
import { compareReceipt } from "./compare-receipt.ts";
import type { Evidence } from "./read-evidence.ts";

/** Something that is not as the release says. */
export interface Finding {
  code: `SLUICE_${string}`;
  kind: ArtifactKind;
  package: string;
  reference: string;
  message: string;
}

/** The document that `sluice release verify --json` prints. */
export interface VerifyResult {
  schemaVersion: 1;
  /** The git tags that were asked about. */
  releases: string[];
  /** What was looked at and found right. */
  verified: Artifact[];
  /** Empty when all is there. */
  findings: Finding[];
}

/** Compares the releases with what was seen: one finding for each difference. */
export function assembleVerifyResult(desired: readonly DesiredRelease[], evidence: Evidence): VerifyResult {
  const result: VerifyResult = { schemaVersion: 1, releases: desired.map(({ gitTag }) => gitTag), verified: [], findings: [] };
  for (const release of desired) {
    for (const wanted of release.packages) {
      verifyImages(result, wanted, evidence);
      verifyNpm(result, release, wanted, evidence);
      verifyIndexed(result, wanted, evidence);
    }
    if (release.isSnapshot !== true) verifyGitTags(result, release, evidence);
    verifyGitHubRelease(result, release, evidence);
  }
  return result;
}

function verifyImages(result: VerifyResult, wanted: DesiredPackage, { observed: { images }, labels }: Evidence): void {
  for (const image of wanted.images) {
    const [fixed = ""] = image.references;
    const main = images.get(fixed);
    for (const reference of image.references) {
      const artifact = { kind: "image", package: wanted.name, reference } as const;
      const found = images.get(reference);
      if (found === undefined) {
        report(result, artifact, "SLUICE_IMAGE_MISSING", `${reference} is not in the registry`);
        continue;
      }
      const before = result.findings.length;
      const missing = image.platforms.filter((platform) => !found.platforms.includes(platform));
      if (missing.length > 0) report(result, artifact, "SLUICE_PLATFORM_MISSING", `${reference} has no ${missing.join(", ")}`);
      if (main !== undefined && found.digest !== main.digest)
        report(result, artifact, "SLUICE_DIGEST_DIFFERS", `${reference} is ${found.digest}, and ${fixed} is ${main.digest}`);
      for (const [platform, own] of labels.get(reference) ?? []) {
        const absent = wantedLabels.filter((label) => own[label] === undefined);
        if (absent.length > 0)
          report(result, artifact, "SLUICE_LABEL_MISSING", `${reference} for ${platform} lacks the labels ${absent.join(", ")}`);
      }
      if (result.findings.length === before) result.verified.push(artifact);
    }
  }
}

const wantedLabels = ["created", "revision", "source"].map((label) => `org.opencontainers.image.${label}`);

function verifyNpm(
  result: VerifyResult,
  release: DesiredRelease,
  { name, npm: wanted }: DesiredPackage,
  { observed: { npm, remoteTags }, corrupt, broken }: Evidence,
): void {
  if (wanted === null) return;
  const reference = `${wanted.name}@${wanted.version}`;
  const artifact = { kind: "npm", package: name, reference } as const;
  const found = npm.get(reference);
  if (found === undefined) return report(result, artifact, "SLUICE_NPM_MISSING", `${reference} is not in the npm registry`);
  const before = result.findings.length;
  if (corrupt.has(reference))
    report(result, artifact, "SLUICE_INTEGRITY_DIFFERS", `The tarball of ${reference} does not match ${found.integrity}`);
  const problem = broken.get(reference);
  if (problem !== undefined) report(result, artifact, "SLUICE_NPM_UNUSABLE", `${reference} is published, and ${problem}`);
  const tagged = found.distTags[wanted.distTag];
  // The tag of a maintenance line was not needed while the version was the newest.
  if (tagged === undefined && !wanted.distTag.startsWith("release-"))
    report(result, artifact, "SLUICE_DIST_TAG_MISSING", `${wanted.name} has no dist-tag ${wanted.distTag}`);
  // What was released since has it; an older version, or one that is no version, has it wrongly.
  else if (tagged !== undefined && !(semver.valid(tagged) !== null && semver.gte(tagged, wanted.version)))
    report(result, artifact, "SLUICE_DIST_TAG_DIFFERS", `The dist-tag ${wanted.distTag} of ${wanted.name} stands for ${tagged}`);
  const commit = remoteTags.get(release.gitTag);
  if (commit !== undefined && found.gitHead !== undefined && found.gitHead !== commit)
    report(
      result,
      artifact,
      "SLUICE_COMMIT_DIFFERS",
      `${reference} was published from ${found.gitHead}, and ${release.gitTag} is at ${commit}`,
    );
  if (result.findings.length === before) result.verified.push(artifact);
}

function verifyIndexed(
  result: VerifyResult,
  { name, indexed: wanted }: DesiredPackage,
  { observed, corruptFiles, differences }: Evidence,
): void {
  for (const { kind, reference } of wanted) {
    const artifact = { kind, package: name, reference };
    const found = observed.indexed.get(reference);
    const corrupt = corruptFiles.get(reference) ?? [];
    const difference = differences.get(reference);
    if (found === undefined) report(result, artifact, "SLUICE_PACKAGE_MISSING", `${reference} is not in the index`);
    else if (found.missing.length > 0)
      report(result, artifact, "SLUICE_FILE_MISSING", `The index has no ${found.missing.join(" and ")} of ${reference}`);
    else if (corrupt.length > 0)
      report(result, artifact, "SLUICE_INTEGRITY_DIFFERS", `${corrupt.join(", ")} of ${reference} is not what the index says of it`);
    else if (found.yanked) report(result, artifact, "SLUICE_PACKAGE_YANKED", `${reference} was taken back in the index`);
    else if (difference !== undefined) report(result, artifact, "SLUICE_PUBLISHED_DIFFERS", difference);
    else result.verified.push(artifact);
  }
}

function verifyGitTags(result: VerifyResult, release: DesiredRelease, { observed: { localTags, remoteTags } }: Evidence): void {
  for (const { package: owner, gitTag } of gitTagsOf(release, remoteTags)) {
    const artifact = { kind: "git-tag", package: owner, reference: gitTag } as const;
    const found = remoteTags.get(gitTag);
    // A tag that is here says which commit was released, even when another one is checked out.
    const own = gitTag === release.gitTag ? undefined : remoteTags.get(release.gitTag);
    const expected = localTags.get(gitTag) ?? own ?? release.commit;
    if (found === undefined) report(result, artifact, "SLUICE_TAG_MISSING", `The git tag ${gitTag} is not on the remote`);
    else if (found !== expected)
      report(result, artifact, "SLUICE_TAG_MOVED", `The git tag ${gitTag} is at ${found} on the remote, and should be at ${expected}`);
    else result.verified.push(artifact);
  }
}

function verifyGitHubRelease(result: VerifyResult, release: DesiredRelease, evidence: Evidence): void {
  const { gitTag, github: wanted } = release;
  if (wanted === null) return;
  const artifact = { kind: "github-release", package: release.packages[0]?.name ?? gitTag, reference: gitTag } as const;
  const found = evidence.observed.github.get(gitTag);
  if (found === undefined) return report(result, artifact, "SLUICE_RELEASE_MISSING", `GitHub has no release for ${gitTag}`);
  const before = result.findings.length;
  if (found.draft) report(result, artifact, "SLUICE_RELEASE_DRAFT", `The GitHub release ${gitTag} is still a draft`);
  const notes = found.body.replaceAll("\r\n", "\n");
  if (notes.trim() === "") report(result, artifact, "SLUICE_RELEASE_EMPTY", `The GitHub release ${gitTag} has no notes`);
  // What people add to the notes is theirs; the changelog has to be among it.
  else if (!notes.includes(wanted.body.trim()))
    report(result, artifact, "SLUICE_RELEASE_DIFFERS", `The notes of the GitHub release ${gitTag} are not those of the changelog`);
  for (const { code, message } of compareFiles(result, release, evidence)) report(result, artifact, code, message);
  if (result.findings.length === before) result.verified.push(artifact);
}

/** What is found wrong already is not told again by the receipt. */
function compareFiles(
  result: VerifyResult,
  release: DesiredRelease,
  { observed, otherFiles }: Evidence,
): Pick<Finding, "code" | "message">[] {
  const { gitTag } = release;
  const others = otherFiles.get(gitTag);
  if (others === undefined) return [];
  const told = new Set(result.findings.map(({ reference }) => reference));
  return compareReceipt({ gitTag, told, assets: observed.github.get(gitTag)?.assets ?? [], ...others });
}

function report(result: VerifyResult, artifact: Artifact, code: Finding["code"], message: string): void {
  result.findings.push({ code, ...artifact, message });
}
