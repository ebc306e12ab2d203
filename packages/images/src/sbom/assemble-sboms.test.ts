import { expect, test } from "vitest";
import { digestOf } from "../artifacts/assemble-artifact.ts";
import { assembleSboms, findSubjects, type Index, type SubjectSbom } from "./assemble-sboms.ts";

const image = "application/vnd.oci.image.manifest.v1+json";
const config = JSON.stringify({ os: "unknown", rootfs: { type: "layers", diff_ids: ["sha256:provenance"] } });
const manifest: SubjectSbom["manifest"] = {
  mediaType: image,
  config: { mediaType: "application/vnd.oci.image.config.v1+json", digest: "sha256:config", size: 1 },
  layers: [{ mediaType: "application/vnd.in-toto+json", digest: "sha256:provenance", size: 2 }],
};
const index: Index = {
  mediaType: "application/vnd.oci.image.index.v1+json",
  annotations: { "dev.sluice.key": "k", "dev.sluice.attestations": "provenance=max" },
  manifests: [
    { mediaType: image, digest: "sha256:arm", size: 3, platform: { os: "linux", architecture: "arm", variant: "v7" } },
    {
      mediaType: image,
      digest: "sha256:attestations",
      size: 4,
      platform: { os: "unknown", architecture: "unknown" },
      annotations: { "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": "sha256:arm" },
    },
  ],
};

test("a platform is scanned where its attestations have a place", () => {
  expect(findSubjects("r.test/a", index)).toEqual([
    { platform: "linux/arm/v7", digest: "sha256:arm", attestations: "sha256:attestations" },
  ]);
  const bare = { ...index, manifests: index.manifests.slice(0, 1) };
  expect(() => findSubjects("r.test/a", bare)).toThrowError(expect.objectContaining({ code: "SLUICE_SBOM_FAILED" }));
});

test("the statement is one more layer beside the provenance, about the same subject, and the index says that it is there", () => {
  const subject = [{ name: "pkg:docker/a@1", digest: { sha256: "arm" } }];
  const sboms = findSubjects("r.test/a", index).map((found) => ({
    ...found,
    manifest,
    config,
    subject,
    document: { spdxVersion: "SPDX-2.3" },
  }));
  const assembled = assembleSboms(index, sboms);
  const [[statementDigest = "", statement = Buffer.alloc(0)] = [], [configDigest = "", newConfig = Buffer.alloc(0)] = []] = [
    ...assembled.blobs,
  ];
  expect(JSON.parse(statement.toString())).toEqual({
    _type: "https://in-toto.io/Statement/v0.1",
    predicateType: "https://spdx.dev/Document",
    subject,
    predicate: { spdxVersion: "SPDX-2.3" },
  });
  expect(JSON.parse(newConfig.toString())).toMatchObject({ rootfs: { diff_ids: ["sha256:provenance", statementDigest] } });
  const [[manifestDigest = "", { text = "" } = {}] = []] = [...assembled.manifests];
  expect(digestOf(Buffer.from(text))).toBe(manifestDigest);
  expect(JSON.parse(text)).toMatchObject({
    config: { digest: configDigest, size: newConfig.byteLength },
    layers: [
      manifest.layers[0],
      { digest: statementDigest, size: statement.byteLength, annotations: { "in-toto.io/predicate-type": "https://spdx.dev/Document" } },
    ],
  });
  expect(digestOf(Buffer.from(assembled.index.text))).toBe(assembled.index.digest);
  expect(JSON.parse(assembled.index.text)).toEqual({
    ...index,
    annotations: { "dev.sluice.key": "k", "dev.sluice.attestations": "provenance=max,sbom" },
    manifests: [index.manifests[0], { ...index.manifests[1], digest: manifestDigest, size: Buffer.byteLength(text) }],
  });
});
