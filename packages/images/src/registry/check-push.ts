import { askRegistry } from "./ask-registry.ts";
import { openRegistrySession, type RegistryAccess } from "./registry-session.ts";

/**
 * Finds out whether a registry takes what is pushed to a repository, by beginning an upload that is given up at once (OCI distribution
 * specification, "Pushing a blob in chunks"). With docker's own logins. Nothing is left there.
 *
 * @throws SLUICE_REGISTRY_UNAUTHORIZED when it does not, SLUICE_REGISTRY_FULL when a quota is used up, SLUICE_REGISTRY_UNREACHABLE
 */
export async function checkPush(repository: string, access: RegistryAccess): Promise<void> {
  const session = await openRegistrySession(repository, { ...access, doing: "take uploads to" });
  const started = await askRegistry(session, { url: new URL("blobs/uploads/", session.base), method: "POST" });
  const upload = new URL(started.header("location") ?? "", session.base);
  // A registry that cannot give an upload up forgets it by itself.
  await askRegistry(session, { url: upload, method: "DELETE" }).catch(() => {});
}
