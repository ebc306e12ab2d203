import { type ManifestAccess, requestManifest } from "./request-manifest.ts";

/**
 * Lets a tag point to a manifest that its repository holds, by writing the same bytes under it (OCI distribution specification,
 * "Pushing Manifests"), as {@link requestManifest} does. Whether the registry has taken it: when not, docker may try.
 * Throws SLUICE_REGISTRY_UNREACHABLE.
 */
export async function putManifest(reference: string, raw: string, access: ManifestAccess): Promise<boolean> {
  const document: unknown = JSON.parse(raw);
  const mediaType = typeof document === "object" && document !== null && "mediaType" in document ? document.mediaType : undefined;
  if (typeof mediaType !== "string") return false;
  const response = await requestManifest(
    reference,
    { method: "PUT", headers: { "content-type": mediaType }, body: Buffer.from(raw) },
    access,
  );
  return response?.status === 201;
}
