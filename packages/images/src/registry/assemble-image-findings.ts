import type { RegistryImageDetails } from "./registry-image.ts";

/** What a registry is expected to hold of an image. */
export interface ExpectedImage {
  /** Full references that have to point to one and the same image. */
  references: readonly string[];
  /** The digest they have to point to; null: whichever the first one has. */
  digest: string | null;
  platforms: readonly string[];
}

/** Something about an image in a registry that is not as it should be. */
export interface ImageFinding {
  code: `SLUICE_${string}`;
  reference: string;
  message: string;
}

const LABELS = ["org.opencontainers.image.created", "org.opencontainers.image.revision", "org.opencontainers.image.source"];

/**
 * Expectations and what the registry holds (null: nothing) → the findings. Pure. Checked are: every reference is there and
 * points to the same digest, every platform is there with its attestation, the labels are set, the user is not root.
 */
export function assembleImageFindings(
  expected: readonly ExpectedImage[],
  observed: ReadonlyMap<string, RegistryImageDetails | null>,
): ImageFinding[] {
  const findings: ImageFinding[] = [];
  for (const image of expected) {
    const first = image.references.map((reference) => observed.get(reference) ?? null).find((found) => found !== null);
    const digest = image.digest ?? first?.digest ?? null;
    for (const reference of image.references) {
      const found = observed.get(reference) ?? null;
      if (found === null) findings.push({ code: "SLUICE_IMAGE_MISSING", reference, message: "the registry does not hold it" });
      else if (found.digest !== digest)
        findings.push({
          code: "SLUICE_DIGEST_DIFFERS",
          reference,
          message: `points to ${found.digest}, and should to ${digest ?? "nothing"}`,
        });
    }
    if (first !== undefined) findings.push(...contentFindings(first, image.platforms));
  }
  return findings;
}

function contentFindings(image: RegistryImageDetails, platforms: readonly string[]): ImageFinding[] {
  const { reference } = image;
  const findings: ImageFinding[] = [];
  for (const platform of platforms) {
    if (!image.platforms.includes(platform))
      findings.push({ code: "SLUICE_PLATFORM_MISSING", reference, message: `has no ${platform}, only ${image.platforms.join(", ")}` });
  }
  const attested = new Set(image.attestations.map(({ subject }) => subject));
  if (!image.isIndex) findings.push({ code: "SLUICE_ATTESTATION_MISSING", reference, message: "is a single manifest without provenance" });
  for (const { platform, digest } of image.manifests) {
    if (!attested.has(digest))
      findings.push({ code: "SLUICE_ATTESTATION_MISSING", reference, message: `${platform} has no provenance that is about ${digest}` });
  }
  for (const { platform, user, labels } of image.configurations) {
    const absent = LABELS.filter((label) => labels[label] === undefined);
    if (absent.length > 0)
      findings.push({ code: "SLUICE_LABEL_MISSING", reference, message: `${platform} lacks the labels ${absent.join(", ")}` });
    if (isRoot(user))
      findings.push({ code: "SLUICE_RUNS_AS_ROOT", reference, message: `${platform} runs as root: give the Dockerfile a USER` });
  }
  return findings;
}

function isRoot(user: string): boolean {
  const [name = ""] = user.split(":");
  return name === "" || name === "root" || /^0+$/.test(name);
}
