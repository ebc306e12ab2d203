import { createHash } from "node:crypto";
import type { Docker } from "../buildx/find-docker.ts";
import { parseImageReference } from "./image-reference.ts";
import { inParallel } from "./in-parallel.ts";
import { parseAttestationLayers, parseStatement } from "./parse-statement.ts";
import { readRawManifest } from "./read-registry-image.ts";
import type { RegistryImage, Statement } from "./registry-image.ts";
import { askRegistry } from "./ask-registry.ts";
import { openRegistrySession } from "./registry-session.ts";

/**
 * What an image's attestations say and of what, as BuildKit attaches them: in-toto statements, the layers of a manifest that the
 * index holds for each platform (BuildKit, "Image attestation storage"). One whose bytes are not those of its digest is left out.
 * Throws the registry's errors.
 */
export async function readStatements(docker: Docker, image: RegistryImage): Promise<Statement[]> {
  if (image.attestations.length === 0) return [];
  const { repository } = parseImageReference(image.reference);
  const session = await openRegistrySession(repository, { env: docker.env ?? {}, doing: "show the attestations of" });
  const found = await inParallel(image.attestations, async ({ subject, digest }) => {
    const manifest = await readRawManifest(docker, `${repository}@${digest}`);
    const layers = manifest === null ? [] : parseAttestationLayers(manifest);
    return inParallel(layers, async (layer): Promise<Statement[]> => {
      const response = await askRegistry(session, { url: new URL(`blobs/${layer}`, session.base), statuses: [404] });
      const bytes = response.body;
      if (response.status === 404 || `sha256:${createHash("sha256").update(bytes).digest("hex")}` !== layer) return [];
      return [{ manifest: subject, ...parseStatement(bytes.toString("utf8")) }];
    });
  });
  return found.flat(2);
}
