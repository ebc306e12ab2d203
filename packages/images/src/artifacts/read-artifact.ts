import { parseImageReference } from "../registry/image-reference.ts";
import { askRegistry } from "../registry/ask-registry.ts";
import { openRegistrySession, type RegistryAccess } from "../registry/registry-session.ts";
import { artifactMediaType, digestOf } from "./assemble-artifact.ts";

/** An artifact as a registry shows it. */
export interface RegistryArtifact {
  /** Of the manifest's bytes, as they came. */
  digest: string;
  layers: { mediaType: string; digest: string }[];
}

/**
 * What a registry holds under a reference; null when it holds nothing there.
 *
 * @throws SLUICE_REGISTRY_UNAUTHORIZED, SLUICE_REGISTRY_UNREACHABLE
 */
export async function readArtifact(reference: string, access: RegistryAccess): Promise<RegistryArtifact | null> {
  const { repository, imageTag, digest } = parseImageReference(reference);
  const session = await openRegistrySession(repository, { ...access, doing: "show" });
  const url = new URL(`manifests/${digest ?? imageTag ?? "latest"}`, session.base);
  const { status, body } = await askRegistry(session, { url, headers: { accept: artifactMediaType }, statuses: [404] });
  return status === 404 ? null : { digest: digestOf(body), layers: parseLayers(body.toString()) };
}

/** A blob of a repository; null when it is not there. */
export async function readArtifactBlob(reference: string, digest: string, access: RegistryAccess): Promise<Buffer | null> {
  const session = await openRegistrySession(parseImageReference(reference).repository, { ...access, doing: "show" });
  const { status, body } = await askRegistry(session, {
    url: new URL(`blobs/${digest}`, session.base),
    headers: { accept: "*/*" },
    statuses: [404],
  });
  return status === 404 ? null : body;
}

function parseLayers(text: string): RegistryArtifact["layers"] {
  const manifest: unknown = JSON.parse(text);
  const layers: unknown = typeof manifest === "object" && manifest !== null && "layers" in manifest ? manifest.layers : [];
  if (!Array.isArray(layers)) return [];
  return layers.filter(
    (layer: unknown): layer is RegistryArtifact["layers"][number] =>
      typeof layer === "object" && layer !== null && "mediaType" in layer && "digest" in layer,
  );
}
