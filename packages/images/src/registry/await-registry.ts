import { askRegistry } from "./ask-registry.ts";
import type { HttpAnswer } from "./exchange.ts";
import { openRegistrySession } from "./registry-session.ts";
import { stillRefusing } from "./still-refusing.ts";

/** Answers of a registry that wants to be asked later. */
const BUSY = [429, 503];

/**
 * After a push that a registry refused with 429 or 503: asks it for an upload itself, which is then cancelled, and waits as
 * `Retry-After` says until it takes one. buildx does not pass on what that says. A registry that cannot be asked like this is
 * not waited for: the next try of the push says more.
 * Throws SLUICE_REGISTRY_UNREACHABLE when it refuses after several tries, or asks for too long a wait.
 */
export async function awaitRegistry(repository: string, env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const response = await startUpload(repository, env).catch(() => null);
  if (response !== null && BUSY.includes(response.status)) throw stillRefusing(repository, response);
}

async function startUpload(repository: string, env: Readonly<Record<string, string | undefined>>): Promise<HttpAnswer> {
  const session = await openRegistrySession(repository, { env, doing: "take" });
  const response = await askRegistry(session, { url: new URL("blobs/uploads/", session.base), method: "POST", statuses: BUSY });
  const upload = response.header("location");
  if (response.ok && upload !== null)
    await askRegistry(session, { url: new URL(upload, session.base), method: "DELETE", statuses: [404, 405] }).catch(() => {});
  return response;
}
