import { parseImageReference } from "../registry/image-reference.ts";
import { askRegistry, openRegistrySession, type RegistryAccess, type RegistrySession } from "../registry/registry-session.ts";
import { artifactMediaType, type AssembledArtifact } from "./assemble-artifact.ts";

/**
 * Pushes an artifact under a tag: the blobs that the registry lacks, then the manifest (OCI distribution specification, "Pushing
 * Manifests"). With docker's own logins. Pushing it again changes nothing.
 *
 * @throws SLUICE_REGISTRY_UNAUTHORIZED, SLUICE_REGISTRY_UNREACHABLE
 */
export async function pushArtifact(reference: string, artifact: AssembledArtifact, access: RegistryAccess): Promise<void> {
  const { repository, imageTag } = parseImageReference(reference);
  const session = await openRegistrySession(repository, { ...access, doing: "take" });
  for (const [digest, data] of artifact.blobs) await pushBlob(session, digest, data);
  await askRegistry(session, {
    url: new URL(`manifests/${imageTag ?? artifact.digest}`, session.base),
    method: "PUT",
    headers: { "content-type": artifactMediaType },
    body: artifact.manifest,
  });
}

/** What broke off is pushed once more from its beginning. */
async function pushBlob(session: RegistrySession, digest: string, data: Buffer): Promise<void> {
  await pushBlobNow(session, digest, data).catch(() => pushBlobNow(session, digest, data));
}

async function pushBlobNow(session: RegistrySession, digest: string, data: Buffer): Promise<void> {
  const url = new URL(`blobs/${digest}`, session.base);
  if ((await askRegistry(session, { url, method: "HEAD", statuses: [404] })).ok) return;
  const started = await askRegistry(session, { url: new URL("blobs/uploads/", session.base), method: "POST" });
  const upload = new URL(started.headers.get("location") ?? "", session.base);
  upload.searchParams.set("digest", digest);
  await askRegistry(session, { url: upload, method: "PUT", headers: { "content-type": "application/octet-stream" }, body: data });
}
