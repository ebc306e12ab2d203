import { SluiceError } from "@sluice/core";
import { lastWords } from "../buildx/docker-error.ts";
import type { ImageFinding } from "../registry/assemble-image-findings.ts";
import type { Cosign } from "./find-cosign.ts";

/** Who must have signed. */
export type TrustedSigner =
  /** Who has the private half of cosign's public key `key`: a file, `env://NAME` or a KMS address. */
  | { kind: "key"; key: string }
  /** Keyless: who the certificate names, and who vouched for that. */
  | { kind: "identity"; identity: string; issuer: string };

/** cosign's exit codes for an image without a signature, and without one that is by whom it must be (cosign 2, `cmd/cosign/errors`). */
const NO_SIGNATURES = 10;
const NO_MATCHING_SIGNATURES = 12;

/**
 * Asks cosign whether each image (`registry/name@sha256:…`) is signed by `signer`: what is not is a finding. A key's signature
 * is verified without a transparency log, a keyless one with Sigstore's.
 * Throws SLUICE_COSIGN_FAILED when cosign cannot tell, as for a key that is not there.
 */
export async function verifySignatures(cosign: Cosign, images: readonly string[], signer: TrustedSigner): Promise<ImageFinding[]> {
  const findings: ImageFinding[] = [];
  for (const reference of images) {
    const { exitCode, stderr } = await cosign.run(["verify", ...signerArguments(signer), reference]);
    if (exitCode === 0) continue;
    if (exitCode === NO_SIGNATURES) findings.push({ code: "SLUICE_SIGNATURE_MISSING", reference, message: "is not signed" });
    else if (exitCode === NO_MATCHING_SIGNATURES) {
      const whom = signer.kind === "key" ? "with this key" : `by ${signer.identity}`;
      findings.push({ code: "SLUICE_SIGNATURE_WRONG", reference, message: `is signed, but not ${whom}` });
    } else {
      throw new SluiceError("SLUICE_COSIGN_FAILED", `cosign cannot verify ${reference}: ${lastWords(stderr, 1)}`, {
        hint: "Give the public key's file, env://NAME or KMS address with --key, and check that the registry answers.",
      });
    }
  }
  return findings;
}

function signerArguments(signer: TrustedSigner): string[] {
  if (signer.kind === "key") return ["--key", signer.key, "--insecure-ignore-tlog=true"];
  return ["--certificate-identity", signer.identity, "--certificate-oidc-issuer", signer.issuer];
}
