import { type ManifestAccess, requestManifest } from "./request-manifest.ts";

/** A registry's answer, or that docker has to ask because this simple client cannot. */
export type FetchedManifest = { kind: "found"; raw: string } | { kind: "missing" } | { kind: "ask-docker" };

const ACCEPT = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/**
 * Asks a registry for a manifest's bytes, as {@link requestManifest} does.
 * Throws SLUICE_REGISTRY_UNREACHABLE.
 */
export async function fetchManifest(reference: string, access: ManifestAccess): Promise<FetchedManifest> {
  const response = await requestManifest(reference, { headers: { accept: ACCEPT } }, access);
  if (response?.status === 200) return { kind: "found", raw: response.body.toString("utf8") };
  return { kind: response?.status === 404 ? "missing" : "ask-docker" };
}
