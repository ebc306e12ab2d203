import { createHash } from "node:crypto";
import type { Architecture } from "./recipes.ts";

/** A reference to content by its hash, as OCI writes it. */
export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  platform?: { os: "linux"; architecture: Architecture };
}

/** A JSON document of an image with its descriptor. */
export interface Document {
  text: string;
  descriptor: Descriptor;
}

/** The only layer of an image. */
export interface Layer {
  descriptor: Descriptor;
  /** Hash of the layer before compression. */
  diffId: string;
}

/** An image for one platform with one layer: its configuration and its manifest. */
export function assembleImage({
  architecture,
  layer,
  env,
  command,
}: {
  architecture: Architecture;
  layer: Layer;
  env: readonly string[];
  command: readonly string[];
}): { config: Document; manifest: Document } {
  const config = describe("application/vnd.oci.image.config.v1+json", {
    architecture,
    os: "linux",
    config: { Env: env, Cmd: command },
    rootfs: { type: "layers", diff_ids: [layer.diffId] },
  });
  const manifest = describe("application/vnd.oci.image.manifest.v1+json", {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: config.descriptor,
    layers: [layer.descriptor],
  });
  return { config, manifest: { ...manifest, descriptor: { ...manifest.descriptor, platform: { os: "linux", architecture } } } };
}

/** The index that names the images of all platforms. */
export function assembleIndex(manifests: readonly Descriptor[]): Document {
  return describe("application/vnd.oci.image.index.v1+json", {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.index.v1+json",
    manifests,
  });
}

function describe(mediaType: string, value: unknown): Document {
  const text = JSON.stringify(value);
  const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;
  return { text, descriptor: { mediaType, digest, size: Buffer.byteLength(text) } };
}
