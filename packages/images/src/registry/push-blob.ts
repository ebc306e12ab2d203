import { askRegistry } from "./ask-registry.ts";
import type { RegistrySession } from "./registry-session.ts";

/**
 * Pushes a blob that the registry may lack (OCI distribution specification, "Pushing blobs"). What broke off is pushed once more from its
 * beginning.
 *
 * @throws SLUICE_REGISTRY_UNAUTHORIZED, SLUICE_REGISTRY_UNREACHABLE
 */
export async function pushBlob(session: RegistrySession, digest: string, data: Buffer): Promise<void> {
  await pushBlobNow(session, digest, data).catch(() => pushBlobNow(session, digest, data));
}

async function pushBlobNow(session: RegistrySession, digest: string, data: Buffer): Promise<void> {
  const url = new URL(`blobs/${digest}`, session.base);
  if ((await askRegistry(session, { url, method: "HEAD", statuses: [404] })).ok) return;
  const started = await askRegistry(session, { url: new URL("blobs/uploads/", session.base), method: "POST" });
  const upload = new URL(started.header("location") ?? "", session.base);
  upload.searchParams.set("digest", digest);
  await askRegistry(session, { url: upload, method: "PUT", headers: { "content-type": "application/octet-stream" }, body: data });
}
