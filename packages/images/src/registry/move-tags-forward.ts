import { isSluiceError, type Warning } from "@sluice/core";
import semver from "semver";
import type { Docker } from "../buildx/find-docker.ts";
import { findHigherRelease, type MovingTag, type TagHolder } from "../metadata/moving-tag.ts";
import { parseImageReference } from "./image-reference.ts";
import { promoteImage, type Promotion } from "./promote-image.ts";
import { readRegistryTags } from "./read-registry-tags.ts";
import { readRegistryImage, readRegistryImageDetails } from "./read-registry-image.ts";
import type { RegistryImage } from "./registry-image.ts";

/** An image, the references that shall point to it, and which of those only ever move forward. */
export interface ForwardPromotion extends Promotion {
  moving: readonly MovingTag[];
}

/** What was written, and what was left to a higher version. */
export interface ForwardResult {
  /** Full references. */
  written: string[];
  /** Full references that belong to a higher version. */
  left: string[];
  /** One SLUICE_TAG_STAYS for each of `left`, that says whose it is. */
  warnings: Warning[];
}

/** How often a tag that others move at the same moment is looked at again. */
const ROUNDS = 6;

/**
 * Like {@link promoteImage}, but `1.2`, `1` and `latest` never end at a lower version than one that is in the registry,
 * however many releases write at once. Their order makes it so: every release writes its own `v1.2.3` first; then it lists the
 * registry's tags and claims a moving tag only when no higher version is there; and after each write it lists them again and,
 * when a higher one has come in between, hands the tag over to that. So whoever writes last has seen the other's version.
 * A tag that points to an image whose label names a higher version is left alone too.
 * Throws what {@link promoteImage} and {@link readRegistryTags} throw.
 */
export async function moveTagsForward(docker: Docker, { moving, ...promotion }: ForwardPromotion): Promise<ForwardResult> {
  const claims = moving.filter(({ reference }) => promotion.references.includes(reference));
  const fixed = promotion.references.filter((reference) => !claims.some((claim) => claim.reference === reference));
  const result: ForwardResult = { written: await promoteImage(docker, { ...promotion, references: fixed }), left: [], warnings: [] };
  const isIndex = claims.length === 0 ? true : ((await readRegistryImage(docker, promotion.from))?.isIndex ?? true);
  for (const claim of claims) await settle(docker, { ...promotion, isIndex }, { claim, result });
  return result;
}

interface Settlement {
  claim: MovingTag;
  result: ForwardResult;
}

async function settle(docker: Docker, promotion: Promotion & { isIndex: boolean }, { claim, result }: Settlement): Promise<void> {
  const { reference } = claim;
  const { repository } = parseImageReference(reference);
  let hasWritten = false;
  let handedTo: string | null = null;
  for (let round = 1; ; round += 1) {
    const higher = findHigherRelease(claim, await readRegistryTags(repository, docker.env ?? {}));
    if (higher !== null) {
      if (!hasWritten || handedTo === higher.imageTag) return leave(result, reference, higher.version);
      await handOver(docker, reference, `${repository}:${higher.imageTag}`);
      handedTo = higher.imageTag;
      continue;
    }
    const present = await readRegistryImage(docker, reference);
    if (present?.digest === parseImageReference(promotion.from).digest) {
      if (hasWritten && !result.written.includes(reference)) result.written.push(reference);
      return;
    }
    const holder = present === null ? null : await labelledVersion(docker, present, claim);
    if (holder !== null) return leave(result, reference, holder.version);
    hasWritten = await tryToWrite(docker, { ...promotion, references: [reference] }, round < ROUNDS);
  }
}

/** What another release writes in the same moment is no failure: the next look decides. */
async function tryToWrite(docker: Docker, promotion: Promotion, mayDiffer: boolean): Promise<boolean> {
  try {
    await promoteImage(docker, { ...promotion, isNew: true });
  } catch (error) {
    if (!mayDiffer || !isSluiceError(error) || error.code !== "SLUICE_DIGEST_DIFFERS") throw error;
  }
  return true;
}

/** Puts a tag that was written too late where it belongs. */
async function handOver(docker: Docker, reference: string, release: string): Promise<void> {
  const found = await readRegistryImage(docker, release);
  if (found === null) return;
  const { repository } = parseImageReference(release);
  await tryToWrite(docker, { from: `${repository}@${found.digest}`, references: [reference], isIndex: found.isIndex }, true);
}

/** The version that the image itself names, when it is higher and may claim the tag. */
async function labelledVersion(
  docker: Docker,
  present: RegistryImage,
  { version, range, versionTag }: MovingTag,
): Promise<TagHolder | null> {
  const name = "org.opencontainers.image.version";
  const annotated = present.annotations[name];
  const details = annotated === undefined ? await readRegistryImageDetails(docker, present.reference) : null;
  const labels = details?.configurations.map(({ labels: own }) => own[name] ?? "") ?? [];
  for (const text of [annotated ?? "", ...labels]) {
    // The label of a variant has its suffix: `v1.2.3-cuda`.
    const suffix = versionTag?.after ?? "";
    const other = semver.parse(text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text);
    if (other !== null && other.prerelease.length === 0 && semver.gt(other, version) && semver.satisfies(other, range))
      return { version: other.version, imageTag: text };
  }
  return null;
}

function leave(result: ForwardResult, reference: string, version: string): void {
  if (result.left.includes(reference)) return;
  result.left.push(reference);
  result.written = result.written.filter((written) => written !== reference);
  result.warnings.push({ code: "SLUICE_TAG_STAYS", message: `${reference} stays at ${version}, which is higher` });
}
