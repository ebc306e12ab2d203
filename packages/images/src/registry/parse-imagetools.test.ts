import { describe, expect, it } from "vitest";
import { parseImagetools, parseRawIndex } from "./parse-imagetools.ts";

const attestation = { "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": "sha256:1" };

describe("parseImagetools", () => {
  it("reads an index with attestations", () => {
    const document = {
      manifest: {
        mediaType: "application/vnd.oci.image.index.v1+json",
        digest: "sha256:0",
        manifests: [
          { digest: "sha256:2", platform: { os: "linux", architecture: "arm64", variant: "v8" } },
          { digest: "sha256:1", platform: { os: "linux", architecture: "amd64" } },
          { digest: "sha256:3", platform: { os: "linux", architecture: "arm", variant: "v7" } },
          { digest: "sha256:4", platform: { os: "unknown", architecture: "unknown" }, annotations: attestation },
        ],
        annotations: { "dev.sluice.key": "k" },
      },
      image: { "linux/amd64": { os: "linux", architecture: "amd64", config: { User: "1", Labels: { a: "b" } } } },
    };
    expect(parseImagetools("r/x:1", JSON.stringify(document))).toEqual({
      reference: "r/x:1",
      digest: "sha256:0",
      isIndex: true,
      platforms: ["linux/amd64", "linux/arm/v7", "linux/arm64"],
      manifests: [
        { platform: "linux/arm64", digest: "sha256:2" },
        { platform: "linux/amd64", digest: "sha256:1" },
        { platform: "linux/arm/v7", digest: "sha256:3" },
      ],
      attestations: [{ subject: "sha256:1", digest: "sha256:4" }],
      annotations: { "dev.sluice.key": "k" },
      configurations: [{ platform: "linux/amd64", user: "1", labels: { a: "b" } }],
    });
  });

  it("reads a single manifest", () => {
    const document = {
      manifest: { mediaType: "application/vnd.oci.image.manifest.v1+json", digest: "sha256:0" },
      image: { os: "linux", architecture: "amd64", config: {} },
    };
    expect(parseImagetools("r/x:1", JSON.stringify(document))).toMatchObject({
      isIndex: false,
      platforms: ["linux/amd64"],
      configurations: [{ platform: "linux/amd64", user: "", labels: {} }],
    });
  });

  it("refuses what is no JSON", () => {
    expect(() => parseImagetools("r/x:1", "Name: r/x:1")).toThrow("What buildx says of r/x:1 is no JSON");
  });

  it("takes the digest of an index from its bytes, to the last one", () => {
    const index = { manifests: [{ digest: "sha256:1", platform: { os: "linux", architecture: "amd64" } }], annotations: { a: "b" } };
    expect(parseRawIndex("r/x:1", JSON.stringify(index))).toEqual({
      reference: "r/x:1",
      digest: "sha256:2ea26c36fd06269ce9408a8e057c1556d7da81ba082f8d2f9449f026c6f08d4f",
      isIndex: true,
      platforms: ["linux/amd64"],
      manifests: [{ platform: "linux/amd64", digest: "sha256:1" }],
      attestations: [],
      annotations: { a: "b" },
    });
    expect(parseRawIndex("r/x:1", `${JSON.stringify(index)}\n`)?.digest).not.toBe(parseRawIndex("r/x:1", JSON.stringify(index))?.digest);
    expect(parseRawIndex("r/x:1", JSON.stringify({ layers: [] }))).toBeNull();
  });
});
