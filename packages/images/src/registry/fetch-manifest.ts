import { setTimeout as pause } from "node:timers/promises";
import { SluiceError } from "@sluice/core";
import { LONGEST_WAIT, retryWait } from "./retry-wait.ts";
import { manifestAddress, requestManifest, type RegistryRequestOptions } from "./request-manifest.ts";

/** A registry's answer, or that docker has to ask because this simple client cannot. */
export type FetchedManifest = { kind: "found"; raw: string } | { kind: "missing" } | { kind: "ask-docker" };

/** How often a registry is asked before it is given up. */
const TRIES = 4;

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
  if (address === null) return { kind: "ask-docker" };
  for (let attempt = 1; ; attempt += 1) {
    const response = await requestManifest(address, { headers: { accept: ACCEPT } }, options);
    if (response === null) return { kind: "ask-docker" };
    if (response.status === 200) return { kind: "found", raw: await response.text() };
    await response.body?.cancel();
    if (response.status === 404) return { kind: "missing" };
    if (response.status !== 429 && response.status < 500) return { kind: "ask-docker" };
    const wait = retryWait(response.headers.get("retry-after"), attempt, new Date());
    if (attempt === TRIES || wait > LONGEST_WAIT) throw unreachable(reference, response, wait);
    await pause(wait);
  }
}

function unreachable(reference: string, { status, statusText, headers }: Response, wait: number): SluiceError {
  const wish = headers.get("retry-after") === null ? "" : ` and asks to wait ${Math.ceil(wait / 1000)} s`;
  return new SluiceError("SLUICE_REGISTRY_UNREACHABLE", `The registry of ${reference} answers ${status} ${statusText}${wish}`, {
    hint: "Run the command again later: it goes on where it stopped.",
  });
}
