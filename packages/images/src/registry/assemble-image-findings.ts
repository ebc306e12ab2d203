import type { RegistryImageDetails, Statement } from "./registry-image.ts";

/** What a registry is expected to hold of an image. */
export interface ExpectedImage {
  /** Full references that have to point to one and the same image. */
  references: readonly string[];
  /** The digest they have to point to; null: whichever the first one has. */
  digest: string | null;
  platforms: readonly string[];
  /** Each platform must have an SBOM. */
  sbom: boolean;
  /** What the labels have to be, where that is known, by label. */
  labels: Readonly<Record<string, string>>;
}

/** What a registry holds of an image, and what is attested of it. */
export interface ObservedDetails extends RegistryImageDetails {
  statements: readonly Statement[];
}

/** Something about an image in a registry that is not as it should be. */
export interface ImageFinding {
  code: `SLUICE_${string}`;
  reference: string;
  message: string;
}

const LABELS = ["org.opencontainers.image.created", "org.opencontainers.image.revision", "org.opencontainers.image.source"];
/** in-toto predicate types: SLSA provenance of any version, and SPDX documents. */
const PROVENANCE = /^https:\/\/slsa\.dev\/provenance\//;
const SBOM = /^https:\/\/spdx\.dev\/Document/;

/**
 * Expectations and what the registry holds (null: nothing) → the findings. Pure. Checked are: every reference is there and
 * points to the same digest; every platform is there; its provenance, and its SBOM where one is expected, are there and about
 * this digest; the labels are set and right; the user is not root.
 */
export function assembleImageFindings(
  expected: readonly ExpectedImage[],
  observed: ReadonlyMap<string, ObservedDetails | null>,
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
    if (first === undefined) continue;
    const { reference } = first;
    const problems = [...platformProblems(first, image), ...attestationProblems(first, image), ...configurationProblems(first, image)];
    findings.push(...problems.map(([code, message]) => ({ code, reference, message })));
  }
  return findings;
}

type Problem = readonly [code: `SLUICE_${string}`, message: string];

function platformProblems(image: ObservedDetails, { platforms }: ExpectedImage): Problem[] {
  const absent = platforms.filter((platform) => !image.platforms.includes(platform));
  return absent.map((platform) => ["SLUICE_PLATFORM_MISSING", `has no ${platform}, only ${image.platforms.join(", ")}`]);
}

function attestationProblems(image: ObservedDetails, { sbom }: ExpectedImage): Problem[] {
  if (!image.isIndex) return [["SLUICE_ATTESTATION_MISSING", "is a single manifest without provenance"]];
  return image.manifests.flatMap(({ platform, digest }) => {
    const own = image.statements.filter(({ manifest }) => manifest === digest);
    const foreign = own.filter(({ subjects }) => !subjects.includes(digest));
    const problems = foreign.map(({ predicateType, subjects }): Problem => {
      const about = subjects.length === 0 ? "nothing" : [...new Set(subjects)].join(", ");
      return ["SLUICE_ATTESTATION_WRONG", `${platform}: its ${nameOf(predicateType)} is about ${about}, not ${digest}`];
    });
    if (!own.some(({ predicateType }) => PROVENANCE.test(predicateType)))
      problems.push(["SLUICE_ATTESTATION_MISSING", `${platform} has no provenance that is about ${digest}`]);
    if (sbom && !own.some(({ predicateType }) => SBOM.test(predicateType)))
      problems.push(["SLUICE_SBOM_MISSING", `${platform} has no SBOM that is about ${digest}`]);
    return problems;
  });
}

function nameOf(predicateType: string): string {
  return PROVENANCE.test(predicateType) ? "provenance" : SBOM.test(predicateType) ? "SBOM" : "attestation";
}

function configurationProblems(image: ObservedDetails, expected: ExpectedImage): Problem[] {
  return image.configurations.flatMap(({ platform, user, labels }) => {
    const problems: Problem[] = [];
    const absent = LABELS.filter((label) => labels[label] === undefined);
    if (absent.length > 0) problems.push(["SLUICE_LABEL_MISSING", `${platform} lacks the labels ${absent.join(", ")}`]);
    problems.push(...labelProblems(platform, labels, expected));
    if (isRoot(user)) problems.push(["SLUICE_RUNS_AS_ROOT", `${platform} runs as root: give the Dockerfile a USER`]);
    return problems;
  });
}

/** The commit may be an older one, whose content is the same; what has to be right is its form, and what is said of the repository. */
function labelProblems(platform: string, labels: Readonly<Record<string, string>>, expected: ExpectedImage): Problem[] {
  const problems: Problem[] = [];
  const { "org.opencontainers.image.created": created, "org.opencontainers.image.revision": revision } = labels;
  const wrong = (label: string, value: string, wanted: string): void =>
    void problems.push(["SLUICE_LABEL_WRONG", `${platform}: ${label} is '${value}', and should be ${wanted}`]);
  if (created !== undefined && Number.isNaN(Date.parse(created))) wrong("org.opencontainers.image.created", created, "a time");
  if (revision !== undefined && !/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(revision))
    wrong("org.opencontainers.image.revision", revision, "a commit");
  for (const [label, value] of Object.entries(expected.labels)) {
    const found = labels[label];
    if (found !== undefined && found !== value) wrong(label, found, `'${value}'`);
  }
  return problems;
}

function isRoot(user: string): boolean {
  const [name = ""] = user.split(":");
  return name === "" || name === "root" || /^0+$/.test(name);
}
