import { manifestAddress, type RegistryRequestOptions } from "./request-manifest.ts";
import { requestPatiently } from "./request-patiently.ts";

/** A registry's answer, or that docker has to ask because this simple client cannot. */
export type FetchedManifest = { kind: "found"; raw: string } | { kind: "missing" } | { kind: "ask-docker" };

const ACCEPT = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/**
 * Asks a registry for a manifest's bytes over HTTP, without a process of docker: much quicker, and it sees `Retry-After`,
 * which buildx does not pass on. Whatever is not plain (Docker Hub's short names, proxies, identity tokens, private
 * certificates, a refused login) is left to docker, which knows how and has the better words.
 * Throws SLUICE_REGISTRY_UNREACHABLE when the registry still answers 429 or 5xx after several tries, or asks for too long a wait.
 */
export async function fetchManifest(reference: string, options: RegistryRequestOptions): Promise<FetchedManifest> {
  const address = manifestAddress(reference, options);
  const response = address === null ? null : await requestPatiently({ ...address, reference }, { headers: { accept: ACCEPT } }, options);
  if (response?.status === 200) return { kind: "found", raw: await response.text() };
  await response?.body?.cancel();
  return { kind: response?.status === 404 ? "missing" : "ask-docker" };
}
