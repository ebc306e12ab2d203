import { describe, expect, it } from "vitest";
import { assembleImageFindings, type ExpectedImage, type ObservedDetails } from "./assemble-image-findings.ts";

const labels = {
  "org.opencontainers.image.created": "2026-01-02T03:04:05.000Z",
  "org.opencontainers.image.revision": "1a2b3c4d".repeat(5),
  "org.opencontainers.image.source": "https://github.com/acme/shop",
};
const provenance = { manifest: "sha256:m", predicateType: "https://slsa.dev/provenance/v0.2", subjects: ["sha256:m"] };
const sbom = { ...provenance, predicateType: "https://spdx.dev/Document" };
const good = (more: Partial<ObservedDetails> = {}): ObservedDetails => ({
  reference: "r/x:1",
  digest: "sha256:1",
  isIndex: true,
  platforms: ["linux/amd64"],
  manifests: [{ platform: "linux/amd64", digest: "sha256:m" }],
  attestations: [{ subject: "sha256:m", digest: "sha256:a" }],
  annotations: {},
  configurations: [{ platform: "linux/amd64", user: "65532:65532", labels }],
  statements: [provenance, sbom],
  ...more,
});
const withUser = (user: string) => good({ configurations: [{ platform: "linux/amd64", user, labels }] });
const withLabels = (more: Record<string, string>) =>
  good({ configurations: [{ platform: "linux/amd64", user: "1", labels: { ...labels, ...more } }] });

function findings(images: [string, ObservedDetails | null][], more: Partial<ExpectedImage> = {}): string[] {
  const references = images.map(([reference]) => reference);
  const expected: ExpectedImage = { references, digest: null, platforms: ["linux/amd64"], sbom: true, labels: {}, ...more };
  return assembleImageFindings([expected], new Map(images)).map(({ code, reference, message }) => `${code} ${reference} ${message}`);
}

describe("assembleImageFindings", () => {
  it("finds nothing where all is as it should be", () => {
    const two: [string, ObservedDetails][] = [
      ["r/x:1", good()],
      ["r/x:2", good()],
    ];
    expect(findings(two, { labels: { "org.opencontainers.image.source": "https://github.com/acme/shop" } })).toEqual([]);
  });

  it("finds a tag that points elsewhere than the first one, or than the expected digest", () => {
    const two: [string, ObservedDetails][] = [
      ["r/x:1", good()],
      ["r/x:2", good({ digest: "sha256:2" })],
    ];
    expect(findings(two)).toEqual(["SLUICE_DIGEST_DIFFERS r/x:2 points to sha256:2, and should to sha256:1"]);
    expect(findings([["r/x:1", good()]], { digest: "sha256:2" })).toEqual([
      "SLUICE_DIGEST_DIFFERS r/x:1 points to sha256:1, and should to sha256:2",
    ]);
  });

  it("finds an image and a platform that are missing", () => {
    expect(findings([["r/x:1", null]])).toEqual(["SLUICE_IMAGE_MISSING r/x:1 the registry does not hold it"]);
    expect(findings([["r/x:1", good()]], { platforms: ["linux/amd64", "linux/arm64"] })).toEqual([
      "SLUICE_PLATFORM_MISSING r/x:1 has no linux/arm64, only linux/amd64",
    ]);
  });

  it.each(["", "root", "0", "0:0", "root:root", "00"])("takes the user %j for root", (user) => {
    expect(findings([["r/x:1", withUser(user)]])).toEqual([
      "SLUICE_RUNS_AS_ROOT r/x:1 linux/amd64 runs as root: give the Dockerfile a USER",
    ]);
  });

  it.each<[string, ObservedDetails, Partial<ExpectedImage>, string]>([
    ["a single manifest", good({ isIndex: false }), {}, "SLUICE_ATTESTATION_MISSING r/x:1 is a single manifest without provenance"],
    [
      "no provenance",
      good({ statements: [sbom] }),
      {},
      "SLUICE_ATTESTATION_MISSING r/x:1 linux/amd64 has no provenance that is about sha256:m",
    ],
    [
      "provenance of another platform alone",
      good({ statements: [sbom, { ...provenance, manifest: "sha256:n", subjects: ["sha256:n"] }] }),
      {},
      "SLUICE_ATTESTATION_MISSING r/x:1 linux/amd64 has no provenance that is about sha256:m",
    ],
    ["no SBOM", good({ statements: [provenance] }), {}, "SLUICE_SBOM_MISSING r/x:1 linux/amd64 has no SBOM that is about sha256:m"],
    [
      "provenance that names another digest",
      good({ statements: [sbom, { ...provenance, subjects: ["sha256:n"] }] }),
      {},
      "SLUICE_ATTESTATION_WRONG r/x:1 linux/amd64: its provenance is about sha256:n, not sha256:m",
    ],
    [
      "an SBOM of nothing",
      good({ statements: [provenance, { ...sbom, subjects: [] }] }),
      {},
      "SLUICE_ATTESTATION_WRONG r/x:1 linux/amd64: its SBOM is about nothing, not sha256:m",
    ],
    [
      "no commit in its label",
      withLabels({ "org.opencontainers.image.revision": "main" }),
      {},
      "SLUICE_LABEL_WRONG r/x:1 linux/amd64: org.opencontainers.image.revision is 'main', and should be a commit",
    ],
    [
      "no time in its label",
      withLabels({ "org.opencontainers.image.created": "soon" }),
      {},
      "SLUICE_LABEL_WRONG r/x:1 linux/amd64: org.opencontainers.image.created is 'soon', and should be a time",
    ],
    [
      "another repository in its label",
      good(),
      { labels: { "org.opencontainers.image.source": "https://github.com/acme/other" } },
      "SLUICE_LABEL_WRONG r/x:1 linux/amd64: org.opencontainers.image.source is 'https://github.com/acme/shop', and should be 'https://github.com/acme/other'",
    ],
    [
      "no labels",
      good({ configurations: [{ platform: "linux/amd64", user: "1", labels: {} }] }),
      {},
      "SLUICE_LABEL_MISSING r/x:1 linux/amd64 lacks the labels org.opencontainers.image.created, org.opencontainers.image.revision, org.opencontainers.image.source",
    ],
  ])("finds %s", (_, image, expected, finding) => {
    expect(findings([["r/x:1", image]], expected)).toEqual([finding]);
  });

  it("asks for an SBOM only where one is expected", () => {
    expect(findings([["r/x:1", good({ statements: [provenance] })]], { sbom: false })).toEqual([]);
  });
});
