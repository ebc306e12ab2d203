import { createHash } from "node:crypto";
import { SluiceError } from "@sluice/core";
import type { RegistryImage, RegistryImageDetails } from "./registry-image.ts";

/** What `docker buildx imagetools inspect --format '{{json .}}'` prints → what the registry holds. Pure. */
export function parseImagetools(reference: string, text: string): RegistryImageDetails {
  const document = record(parseJson(reference, text));
  const image = parseManifest(reference, record(document["manifest"]), record(document["image"]));
  return { ...image, configurations: parseConfigurations(record(document["image"])) };
}

/** The bytes of an index → what the registry holds; null for a manifest, which does not tell its platform. Pure. */
export function parseRawIndex(reference: string, raw: string): RegistryImage | null {
  const index = record(parseJson(reference, raw));
  if (!Array.isArray(index["manifests"])) return null;
  const digest = `sha256:${createHash("sha256").update(raw).digest("hex")}`;
  return parseManifest(reference, { mediaType: "application/vnd.oci.image.index.v1+json", ...index, digest }, {});
}

/** The bytes of a manifest → bytes that a machine without any of its layers fetches: configuration and layers. Pure. */
export function parseManifestSize(reference: string, raw: string): number {
  const manifest = record(parseJson(reference, raw));
  return [manifest["config"], ...list(manifest["layers"])]
    .map((entry) => Number(record(entry)["size"]) || 0)
    .reduce((sum, size) => sum + size, 0);
}

function parseManifest(reference: string, manifest: Fields, image: Fields): RegistryImage {
  const entries = list(manifest["manifests"]).map(record);
  const attestations = entries
    .filter((entry) => record(entry["annotations"])["vnd.docker.reference.type"] === "attestation-manifest")
    .map((entry) => ({ subject: text(record(entry["annotations"])["vnd.docker.reference.digest"]), digest: text(entry["digest"]) }));
  const isIndex = /index|manifest\.list/.test(text(manifest["mediaType"]));
  const manifests = isIndex
    ? entries.map((entry) => ({ platform: platformOf(record(entry["platform"])), digest: text(entry["digest"]) }))
    : [];
  const known = manifests.filter(({ platform }) => platform !== "" && !platform.startsWith("unknown"));
  const platforms = isIndex ? known.map(({ platform }) => platform) : [platformOf(image)];
  return {
    reference,
    digest: text(manifest["digest"]),
    isIndex,
    platforms: [...new Set(platforms)].filter((platform) => platform !== "").sort(),
    manifests: known,
    attestations,
    annotations: textRecord(manifest["annotations"]),
  };
}

function parseConfigurations(image: Fields): RegistryImageDetails["configurations"] {
  const byPlatform = image["config"] === undefined && image["architecture"] === undefined ? Object.values(image).map(record) : [image];
  return byPlatform.map((configuration) => {
    const config = record(configuration["config"]);
    return { platform: platformOf(configuration), user: text(config["User"]), labels: textRecord(config["Labels"]) };
  });
}

function platformOf(fields: Fields): string {
  const variant = text(fields["variant"]);
  const parts = [
    text(fields["os"]),
    text(fields["architecture"]),
    text(fields["architecture"]) === "arm64" && variant === "v8" ? "" : variant,
  ];
  return parts.filter((part) => part !== "").join("/");
}

type Fields = Readonly<Record<string, unknown>>;

function parseJson(reference: string, value: string): unknown {
  try {
    return JSON.parse(value);
  } catch (error) {
    throw new SluiceError("SLUICE_REGISTRY_UNREACHABLE", `What buildx says of ${reference} is no JSON`, {
      hint: "Run `docker buildx imagetools inspect` on it by hand; buildx 0.13 or newer is needed.",
      cause: error,
    });
  }
}

function record(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function textRecord(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(record(value)).map(([key, entry]) => [key, text(entry)]));
}
