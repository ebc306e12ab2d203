import { SluiceError } from "@sluice/core";

/** An image reference in its parts: `ghcr.io/acme/gateway:v1.2.3@sha256:…`. */
export interface ImageReference {
  /** Without tag and digest: `ghcr.io/acme/gateway`. */
  repository: string;
  imageTag: string | null;
  /** `sha256:` and 64 hex digits. */
  digest: string | null;
}

/** Splits a reference. Throws SLUICE_BAD_REFERENCE for what no registry would take. */
export function parseImageReference(text: string): ImageReference {
  const [, repository, imageTag, digest] =
    /^((?:[a-zA-Z0-9.-]+(?::[0-9]+)?\/)?[a-z0-9._/-]+?)(?::([A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(text) ??
    [];
  if (repository === undefined) {
    throw new SluiceError("SLUICE_BAD_REFERENCE", `${text} is no image reference`, {
      hint: "Write registry/name:tag or registry/name@sha256:…, the name in lower case.",
    });
  }
  return { repository, imageTag: imageTag ?? null, digest: digest ?? null };
}
