import { SluiceError } from "@sluice/core";
import { firstReferences } from "../bake/render-bake-file.ts";
import { lastWords } from "../buildx/docker-error.ts";
import type { Docker } from "../buildx/find-docker.ts";
import type { PlannedImage } from "../plan/image-plan.ts";
import { parseImageReference } from "../registry/image-reference.ts";
import { pushBlob } from "../registry/push-blob.ts";
import { readRawManifest } from "../registry/read-registry-image.ts";
import { askRegistry } from "../registry/ask-registry.ts";
import { openRegistrySession, type RegistrySession } from "../registry/registry-session.ts";
import {
  type AssembledSboms,
  assembleSboms,
  type AttestationManifest,
  findSubjects,
  type Index,
  type Subject,
  type SubjectSbom,
} from "./assemble-sboms.ts";
import type { Syft } from "./find-syft.ts";

/** What is installed in an image, and what lockfiles in it declare too, which syft looks for in folders alone. */
const EVERYTHING = ["--override-default-catalogers", "image,directory"];

/** What {@link attachSboms} is asked for. */
export interface SbomRequest {
  docker: Docker;
  syft: Syft;
  image: PlannedImage;
  /** Of the index that was pushed. */
  digest: string;
  /** Whether it was pushed under references, which then point to the new index. */
  hasReferences: boolean;
}

/**
 * Gives an image in the registry an SBOM for each platform, made by syft from the platform's layers: a new index, which takes the place of
 * the one that was pushed. Nothing points to it before all of it is there. Returns its digest.
 * Throws SLUICE_SBOM_FAILED, and the registry's errors.
 */
export async function attachSboms({ docker, syft, image, digest, hasReferences }: SbomRequest): Promise<string> {
  const [first = ""] = image.tags;
  const { repository } = parseImageReference(first);
  const session = await openRegistrySession(repository, { env: docker.env ?? {}, doing: "take the SBOMs of" });
  const read = async <T>(of: string): Promise<T> => JSON.parse((await readRawManifest(docker, `${repository}@${of}`)) ?? "{}");
  const index = await read<Index>(digest);
  const sboms: SubjectSbom[] = [];
  // One after the other: syft takes all processors for itself.
  for (const subject of findSubjects(`${repository}@${digest}`, index)) {
    const manifest = await read<AttestationManifest>(subject.attestations);
    const config = await readBlob(session, manifest.config.digest);
    const { subject: about }: { subject?: unknown } = JSON.parse(await readBlob(session, manifest.layers[0]?.digest ?? ""));
    sboms.push({ ...subject, manifest, config, subject: about, document: await scan(syft, repository, subject, session) });
  }
  const assembled = assembleSboms(index, sboms);
  const references = hasReferences ? firstReferences(image) : [];
  await pushSboms(session, assembled, { mediaType: index.mediaType, references });
  return assembled.index.digest;
}

async function scan(syft: Syft, repository: string, { platform, digest }: Subject, { base }: RegistrySession): Promise<unknown> {
  const args = ["scan", `registry:${repository}@${digest}`, "--platform", platform, ...EVERYTHING, "--output", "spdx-json", "--quiet"];
  const { exitCode, stdout, stderr } = await syft.run(args, {
    SYFT_CHECK_FOR_APP_UPDATE: "false",
    ...(base.protocol === "http:" ? { SYFT_REGISTRY_INSECURE_USE_HTTP: "true" } : {}),
  });
  if (exitCode === 0) return JSON.parse(stdout);
  throw new SluiceError("SLUICE_SBOM_FAILED", `syft cannot tell what ${repository}@${digest} holds: ${lastWords(stderr, 1)}`, {
    hint: "Run `syft scan` on it by hand, name a scanner as images.sbomScanner, or leave the SBOMs out with --no-sbom.",
  });
}

async function readBlob(session: RegistrySession, digest: string): Promise<string> {
  const { body } = await askRegistry(session, { url: new URL(`blobs/${digest}`, session.base) });
  return body.toString("utf8");
}

/** What is pointed to first, then what points to it. */
async function pushSboms(
  session: RegistrySession,
  { blobs, manifests, index }: AssembledSboms,
  { mediaType, references }: { mediaType: string; references: readonly string[] },
): Promise<void> {
  for (const [digest, data] of blobs) await pushBlob(session, digest, data);
  const put = (name: string, type: string, text: string) =>
    askRegistry(session, {
      url: new URL(`manifests/${name}`, session.base),
      method: "PUT",
      headers: { "content-type": type },
      body: Buffer.from(text),
    });
  for (const [digest, manifest] of manifests) await put(digest, manifest.mediaType, manifest.text);
  await put(index.digest, mediaType, index.text);
  for (const reference of references) await put(parseImageReference(reference).imageTag ?? index.digest, mediaType, index.text);
}
