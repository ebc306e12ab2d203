import { manifestAddress, requestManifest, type RegistryRequestOptions } from "./request-manifest.ts";

/**
 * Lets a tag point to a manifest that its repository holds, by writing the same bytes under it (OCI distribution
 * specification, "Pushing Manifests"), without a process of docker. Whether the registry has taken it: when not, docker may
 * try, which is patient and has the better words.
 */
export async function putManifest(reference: string, raw: string, options: RegistryRequestOptions): Promise<boolean> {
  const address = manifestAddress(reference, options);
  const document: unknown = JSON.parse(raw);
  const mediaType = typeof document === "object" && document !== null && "mediaType" in document ? document.mediaType : undefined;
  if (address === null || typeof mediaType !== "string") return false;
  const response = await requestManifest(address, { method: "PUT", headers: { "content-type": mediaType }, body: raw }, options);
  await response?.body?.cancel();
  return response?.status === 201;
}
