import { createHash } from "node:crypto";

/** A blob of an artifact in a registry, and what its manifest calls it. */
interface ArtifactBlob {
  mediaType: string;
  data: Buffer;
}

/** Something that is no image and lies in a registry all the same: a chart. */
export interface ArtifactContents {
  config: ArtifactBlob;
  layers: readonly ArtifactBlob[];
  annotations?: Readonly<Record<string, string>>;
}

/** An artifact as it is pushed. The same contents give the same bytes. */
export interface AssembledArtifact {
  /** Digest of the manifest: `sha256:…`. */
  digest: string;
  manifest: Buffer;
  /** By digest. */
  blobs: ReadonlyMap<string, Buffer>;
}

export const artifactMediaType = "application/vnd.oci.image.manifest.v1+json";

/** The manifest of an artifact (OCI image specification, "Image Manifest Property Descriptions"), with its blobs. */
export function assembleArtifact({ config, layers, annotations }: ArtifactContents): AssembledArtifact {
  const blobs = new Map([config, ...layers].map(({ data }) => [digestOf(data), data]));
  const document = {
    schemaVersion: 2,
    mediaType: artifactMediaType,
    config: describeBlob(config),
    layers: layers.map(describeBlob),
    ...(annotations === undefined ? {} : { annotations }),
  };
  const manifest = Buffer.from(JSON.stringify(document));
  return { digest: digestOf(manifest), manifest, blobs };
}

/** `sha256:` and 64 hex digits. */
export function digestOf(data: Buffer): string {
  return `sha256:${createHash("sha256").update(data).digest("hex")}`;
}

function describeBlob({ mediaType, data }: ArtifactBlob): object {
  return { mediaType, digest: digestOf(data), size: data.byteLength };
}
