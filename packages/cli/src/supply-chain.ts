import { resolve } from "node:path";
import { type Configuration, type Signing, SluiceError } from "@sluice/core";
import { type Attestations, type Docker, findCosign, signImages, type Signer, type TrustedSigner } from "@sluice/images";
import type { CommandContext, CommandOptions } from "./command.ts";

type ImagesConfiguration = Pick<Configuration, "images">;

/** What `--provenance` and `--sbom` ask for, else the configuration, else what is usual where the command runs. */
export function readAttestations(
  options: CommandOptions,
  context: Pick<CommandContext, "env">,
  { images }: ImagesConfiguration,
): Attestations {
  const given = options.text("provenance");
  const provenance = given === "min" || given === "max" ? given : images.provenance;
  return { provenance, sbom: readSbomWish(options, context, { images }) ? { scanner: images.sbomScanner ?? null } : null };
}

/** Whether images are to have an SBOM: `--sbom`, else the configuration's, else on in GitHub Actions, where the scanner can be had and time is no matter. */
export function readSbomWish(options: CommandOptions, { env }: Pick<CommandContext, "env">, { images }: ImagesConfiguration): boolean {
  return options.choice("sbom") ?? images.sbom ?? env["GITHUB_ACTIONS"] === "true";
}

/**
 * Finds what signs images, as `--sign` and `--key` or the configuration ask; null when neither does. Passwords stay in the
 * environment. Throws SLUICE_COSIGN_MISSING before anything is pushed, SLUICE_USAGE for a key where nothing is signed.
 */
export async function openSigner(
  options: CommandOptions,
  { cwd, env }: Pick<CommandContext, "cwd" | "env">,
  configuration: ImagesConfiguration,
): Promise<((docker: Docker) => Signer) | null> {
  const { signing } = configuration.images;
  if (!options.flag("sign") && !signing.sign) {
    if (options.text("key") === undefined) return null;
    throw new SluiceError("SLUICE_USAGE", "--key says with what to sign, and nothing is to be signed", { hint: "Add --sign." });
  }
  const cosign = await findCosign({ cwd, env });
  const key = keyPath(options.text("key") ?? signing.key, cwd);
  const signer = key === null ? configuredIdentity(signing) : null;
  return (docker) => async (images) => void (await signImages({ docker, cosign, references: images, key, signer }));
}

/** Whose signature is asked for: the public key, else the identity, of the configuration. */
export function configuredSigner(signing: Signing, cwd: string): TrustedSigner | null {
  const key = keyPath(signing.publicKey, cwd);
  return key === null ? configuredIdentity(signing) : { kind: "key", key };
}

/** A file is found from the folder the command is for; an address such as `env://NAME` stays as it is. */
export function keyPath(key: string | undefined, cwd: string): string | null {
  if (key === undefined) return null;
  return key.includes("://") ? key : resolve(cwd, key);
}

function configuredIdentity({ identity, issuer }: Signing): TrustedSigner | null {
  return identity === undefined || issuer === undefined ? null : { kind: "identity", identity, issuer };
}
