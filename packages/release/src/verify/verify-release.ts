import type { Artifact, ArtifactKind } from "../model/release-plan.ts";
import type { DesiredPackage, DesiredRelease } from "../publish/desired-release.ts";
import { receiptFiles } from "../publish/assemble-receipt.ts";
import { readDifferences } from "../publish/read-differences.ts";
import { readObservedWorld, type ObservedWorld } from "../publish/observed-world.ts";
import type { PublishPorts } from "../publish/publish-ports.ts";

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

/** Asks registry, npm, GitHub and the git remote whether all of the releases is there. Changes nothing. */
export async function verifyRelease(options: { desired: readonly DesiredRelease[]; ports: PublishPorts }): Promise<VerifyResult> {
  const { desired, ports } = options;
  const observed = await readObservedWorld(desired, ports);
  const corrupt = await findCorruptPackages(desired, observed, ports);
  const corruptFiles = await findCorruptFiles(desired, observed, ports);
  const differences = await readDifferences(desired, observed, ports);
  const wanted = ports.github === null ? desired.map(withoutGitHub) : desired;
  return assembleVerifyResult({ desired: wanted, observed, corrupt, corruptFiles, differences });
}

/**
 * Compares the releases with what was seen.
 *
 * @param corrupt npm packages (`name@version`) whose tarball is not what the registry says of it
 * @param corruptFiles files of other indexes, by the package's reference, that are not what the index says of them
 * @param differences by reference, how what an index holds differs from what the checked-out commit makes
 */
function assembleVerifyResult(options: {
  desired: readonly DesiredRelease[];
  observed: ObservedWorld;
  corrupt: ReadonlySet<string>;
  corruptFiles: ReadonlyMap<string, readonly string[]>;
  differences: ReadonlyMap<string, string>;
}): VerifyResult {
  const { desired, observed, corrupt } = options;
  const result: VerifyResult = { schemaVersion: 1, releases: desired.map(({ gitTag }) => gitTag), verified: [], findings: [] };
  for (const release of desired) {
    for (const wanted of release.packages) {
      verifyImages(result, wanted, observed);
      verifyNpm(result, wanted, observed, corrupt);
      verifyIndexed(result, wanted, options);
    }
    verifyGitTag(result, release, observed);
    verifyGitHubRelease(result, release, observed);
  }
  return result;
}

function verifyImages(result: VerifyResult, wanted: DesiredPackage, { images }: ObservedWorld): void {
  for (const image of wanted.images) {
    const main = images.get(image.references[0] ?? "");
    for (const reference of image.references) {
      const artifact = { kind: "image", package: wanted.name, reference } as const;
      const found = images.get(reference);
      if (found === undefined) {
        report(result, artifact, "SLUICE_IMAGE_MISSING", `${reference} is not in the registry`);
        continue;
      }
      const missing = image.platforms.filter((platform) => !found.platforms.includes(platform));
      if (missing.length > 0) report(result, artifact, "SLUICE_PLATFORM_MISSING", `${reference} has no ${missing.join(", ")}`);
      else if (main !== undefined && found.digest !== main.digest) {
        report(result, artifact, "SLUICE_DIGEST_DIFFERS", `${reference} is ${found.digest}, and ${image.references[0]} is ${main.digest}`);
      } else result.verified.push(artifact);
    }
  }
}

function verifyNpm(
  result: VerifyResult,
  { name, npm: wanted }: DesiredPackage,
  { npm }: ObservedWorld,
  corrupt: ReadonlySet<string>,
): void {
  if (wanted === null) return;
  const reference = `${wanted.name}@${wanted.version}`;
  const artifact = { kind: "npm", package: name, reference } as const;
  const found = npm.get(reference);
  if (found === undefined) report(result, artifact, "SLUICE_NPM_MISSING", `${reference} is not in the npm registry`);
  else if (corrupt.has(reference))
    report(result, artifact, "SLUICE_INTEGRITY_DIFFERS", `The tarball of ${reference} does not match ${found.integrity}`);
  // The tag of a maintenance line was not needed while the version was the newest.
  else if (found.distTags[wanted.distTag] === undefined && !wanted.distTag.startsWith("release-")) {
    report(result, artifact, "SLUICE_DIST_TAG_MISSING", `${wanted.name} has no dist-tag ${wanted.distTag}`);
  } else result.verified.push(artifact);
}

function verifyIndexed(
  result: VerifyResult,
  { name, indexed: wanted }: DesiredPackage,
  options: { observed: ObservedWorld; corruptFiles: ReadonlyMap<string, readonly string[]>; differences: ReadonlyMap<string, string> },
): void {
  for (const { kind, reference } of wanted) {
    const artifact = { kind, package: name, reference };
    const found = options.observed.indexed.get(reference);
    const corrupt = options.corruptFiles.get(reference) ?? [];
    const difference = options.differences.get(reference);
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

function verifyGitTag(result: VerifyResult, release: DesiredRelease, { localTags, remoteTags }: ObservedWorld): void {
  const { gitTag } = release;
  const artifact = { kind: "git-tag", package: release.packages[0]?.name ?? gitTag, reference: gitTag } as const;
  const found = remoteTags.get(gitTag);
  // A tag that is here says which commit was released, even when another one is checked out.
  const expected = localTags.get(gitTag) ?? release.commit;
  if (found === undefined) report(result, artifact, "SLUICE_TAG_MISSING", `The git tag ${gitTag} is not on the remote`);
  else if (found !== expected)
    report(result, artifact, "SLUICE_TAG_MOVED", `The git tag ${gitTag} is at ${found} on the remote, and should be at ${expected}`);
  else result.verified.push(artifact);
}

function verifyGitHubRelease(result: VerifyResult, release: DesiredRelease, { github }: ObservedWorld): void {
  const { gitTag } = release;
  if (release.github === null) return;
  const artifact = { kind: "github-release", package: release.packages[0]?.name ?? gitTag, reference: gitTag } as const;
  const found = github.get(gitTag);
  const missing = receiptFiles.filter((file) => found?.assets.some(({ name }) => name === file) !== true);
  if (found === undefined) report(result, artifact, "SLUICE_RELEASE_MISSING", `GitHub has no release for ${gitTag}`);
  else if (found.draft) report(result, artifact, "SLUICE_RELEASE_DRAFT", `The GitHub release ${gitTag} is still a draft`);
  else if (found.body.trim() === "") report(result, artifact, "SLUICE_RELEASE_EMPTY", `The GitHub release ${gitTag} has no notes`);
  else if (missing.length > 0)
    report(result, artifact, "SLUICE_ASSET_MISSING", `The GitHub release ${gitTag} has no ${missing.join(", ")}`);
  else result.verified.push(artifact);
}

function report(result: VerifyResult, artifact: Artifact, code: Finding["code"], message: string): void {
  result.findings.push({ code, ...artifact, message });
}

async function findCorruptPackages(desired: readonly DesiredRelease[], { npm }: ObservedWorld, ports: PublishPorts): Promise<Set<string>> {
  const corrupt = new Set<string>();
  for (const { npm: wanted } of desired.flatMap((release) => release.packages)) {
    if (wanted === null || !npm.has(`${wanted.name}@${wanted.version}`)) continue;
    if (!(await ports.npm.matchesIntegrity(wanted))) corrupt.add(`${wanted.name}@${wanted.version}`);
  }
  return corrupt;
}

async function findCorruptFiles(
  desired: readonly DesiredRelease[],
  { indexed }: ObservedWorld,
  ports: PublishPorts,
): Promise<Map<string, string[]>> {
  const corrupt = new Map<string, string[]>();
  for (const target of desired.flatMap(({ packages }) => packages.flatMap((entry) => entry.indexed))) {
    const found = indexed.get(target.reference);
    if (found !== undefined) corrupt.set(target.reference, (await ports.indexes[target.kind]?.corruptFiles(target, found)) ?? []);
  }
  return corrupt;
}

function withoutGitHub(release: DesiredRelease): DesiredRelease {
  return { ...release, github: null };
}
