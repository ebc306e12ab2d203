import { isSluiceError } from "@sluice/core";
import { type RegistryRequest, sendToRegistry } from "./ask-registry.ts";
import type { HttpAnswer } from "./exchange.ts";
import { parseImageReference } from "./image-reference.ts";
import { isLoopback, openRegistrySession } from "./registry-session.ts";
import { stillRefusing } from "./still-refusing.ts";

/** How a registry is asked. */
export interface ManifestAccess {
  env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds for one answer. */
  timeout: number;
}

type ManifestRequest = Pick<RegistryRequest, "method" | "headers" | "body">;

/**
 * A request for the manifest that a reference names, over HTTP: much quicker than a process of docker, and it sees `Retry-After`,
 * which buildx does not pass on. Null for whatever is not plain (Docker Hub's short names, proxies, private certificates, a refused
 * login), which is left to docker: it knows how, and has the better words.
 * Throws SLUICE_REGISTRY_UNREACHABLE when the registry still answers 429 or 5xx after several tries, or asks for too long a wait.
 */
export async function requestManifest(
  reference: string,
  request: ManifestRequest,
  { env, timeout }: ManifestAccess,
): Promise<HttpAnswer | null> {
  const { repository } = parseImageReference(reference);
  const response = isPlain(repository, env) ? await send(reference, request, { env, timeout }) : null;
  if (response === null || (response.status !== 429 && response.status < 500)) return response;
  throw stillRefusing(reference, response);
}

async function send(reference: string, request: ManifestRequest, { env, timeout }: ManifestAccess): Promise<HttpAnswer | null> {
  const { repository, imageTag, digest } = parseImageReference(reference);
  const session = await openRegistrySession(repository, { env, doing: "answer for", patience: timeout });
  try {
    return await sendToRegistry(session, { ...request, url: new URL(`manifests/${digest ?? imageTag ?? "latest"}`, session.base) });
  } catch (error) {
    if (isSluiceError(error)) return null;
    throw error;
  }
}

function isPlain(repository: string, env: ManifestAccess["env"]): boolean {
  const [host = "", ...path] = repository.split("/");
  if (path.length === 0 || !/[.:]|^localhost$/.test(host) || host === "docker.io") return false;
  return isLoopback(host) || !Object.keys(env).some((name) => /^https_proxy$/i.test(name));
}
