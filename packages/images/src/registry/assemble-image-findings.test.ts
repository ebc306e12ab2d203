import { describe, expect, it } from "vitest";
import { assembleImageFindings } from "./assemble-image-findings.ts";
import type { RegistryImageDetails } from "./registry-image.ts";

const labels = { "org.opencontainers.image.created": "", "org.opencontainers.image.revision": "", "org.opencontainers.image.source": "" };
const good = (digest: string, user = "65532:65532"): RegistryImageDetails => ({
  reference: "r/x:1",
  digest,
  isIndex: true,
  platforms: ["linux/amd64"],
  manifests: [{ platform: "linux/amd64", digest: "sha256:m" }],
  attestations: [{ subject: "sha256:m", digest: "sha256:a" }],
  annotations: {},
  configurations: [{ platform: "linux/amd64", user, labels }],
});
const codes = (images: [string, RegistryImageDetails | null][], digest: string | null = null) =>
  assembleImageFindings([{ references: images.map(([reference]) => reference), digest, platforms: ["linux/amd64"] }], new Map(images)).map(
    ({ code, reference }) => `${code} ${reference}`,
  );

describe("assembleImageFindings", () => {
  it("finds nothing where all is as it should be", () => {
    expect(
      codes([
        ["r/x:1", good("sha256:1")],
        ["r/x:2", good("sha256:1")],
      ]),
    ).toEqual([]);
  });

  it("finds a tag that points elsewhere than the first one, or than the expected digest", () => {
    expect(
      codes([
        ["r/x:1", good("sha256:1")],
        ["r/x:2", good("sha256:2")],
      ]),
    ).toEqual(["SLUICE_DIGEST_DIFFERS r/x:2"]);
    expect(codes([["r/x:1", good("sha256:1")]], "sha256:2")).toEqual(["SLUICE_DIGEST_DIFFERS r/x:1"]);
  });

  it("finds one that is missing", () => {
    expect(codes([["r/x:1", null]])).toEqual(["SLUICE_IMAGE_MISSING r/x:1"]);
  });

  it.each(["", "root", "0", "0:0", "root:root", "00"])("takes the user %j for root", (user) => {
    expect(codes([["r/x:1", good("sha256:1", user)]])).toEqual(["SLUICE_RUNS_AS_ROOT r/x:1"]);
  });

  it("finds an attestation about another manifest", () => {
    expect(codes([["r/x:1", { ...good("sha256:1"), attestations: [{ subject: "sha256:other", digest: "sha256:a" }] }]])).toEqual([
      "SLUICE_ATTESTATION_MISSING r/x:1",
    ]);
  });
});
