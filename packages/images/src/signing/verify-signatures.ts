import { SluiceError } from "@sluice/core";
import { lastWords } from "../buildx/docker-error.ts";
import type { ImageFinding } from "../registry/assemble-image-findings.ts";
import type { Cosign } from "./find-cosign.ts";

/** cosign's exit codes for an image without a signature, and without one that the key has made (cosign 2, `cmd/cosign/errors`). */
const NO_SIGNATURES = 10;
const NO_MATCHING_SIGNATURES = 12;

/**
 * Asks cosign whether the public key `key` verifies each image (`registry/name@sha256:…`): what is not signed by it is a finding.
 * Throws SLUICE_COSIGN_FAILED when cosign cannot tell, as for a key that is not there.
 */
export async function verifySignatures(cosign: Cosign, images: readonly string[], key: string): Promise<ImageFinding[]> {
  const findings: ImageFinding[] = [];
  for (const reference of images) {
    const { exitCode, stderr } = await cosign.run(["verify", "--key", key, "--insecure-ignore-tlog=true", reference]);
    if (exitCode === 0) continue;
    if (exitCode === NO_SIGNATURES) findings.push({ code: "SLUICE_SIGNATURE_MISSING", reference, message: "is not signed" });
    else if (exitCode === NO_MATCHING_SIGNATURES)
      findings.push({ code: "SLUICE_SIGNATURE_WRONG", reference, message: "is signed, but not with this key" });
    else {
      throw new SluiceError("SLUICE_COSIGN_FAILED", `cosign cannot verify ${reference}: ${lastWords(stderr, 1)}`, {
        hint: "Give the public key's file, env://NAME or KMS address with --key, and check that the registry answers.",
      });
    }
  }
  return findings;
}
