import { parseImageReference } from "../registry/image-reference.ts";
import { askRegistry } from "../registry/ask-registry.ts";
import { pushBlob } from "../registry/push-blob.ts";
import { openRegistrySession, type RegistryAccess } from "../registry/registry-session.ts";
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
