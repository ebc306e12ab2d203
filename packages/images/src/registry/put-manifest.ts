import { manifestAddress, type RegistryRequestOptions } from "./request-manifest.ts";
import { requestPatiently } from "./request-patiently.ts";

/**
 * Lets a tag point to a manifest that its repository holds, by writing the same bytes under it (OCI distribution
 * specification, "Pushing Manifests"), without a process of docker. Whether the registry has taken it: when not, docker may
 * try, which has the better words.
 * Throws SLUICE_REGISTRY_UNREACHABLE when the registry still answers 429 or 5xx after several tries, or asks for too long a wait.
 */
export async function putManifest(reference: string, raw: string, options: RegistryRequestOptions): Promise<boolean> {
  const address = manifestAddress(reference, options);
  const document: unknown = JSON.parse(raw);
  const mediaType = typeof document === "object" && document !== null && "mediaType" in document ? document.mediaType : undefined;
  if (address === null || typeof mediaType !== "string") return false;
  const message = { method: "PUT", headers: { "content-type": mediaType }, body: raw } as const;
  const response = await requestPatiently({ ...address, reference }, message, options);
  await response?.body?.cancel();
  return response?.status === 201;
}
