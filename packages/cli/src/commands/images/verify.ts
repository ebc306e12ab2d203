import { SluiceError } from "@sluice/core";
import {
  type Docker,
  type ExpectedImage,
  findCosign,
  findDocker,
  type ImageFinding,
  parseImageReference,
  readRegistryImage,
  type TrustedSigner,
  verifyImages,
  verifySignatures,
} from "@sluice/images";
import { type CommandContext, type CommandDefinition, type CommandOptions, defineCommand } from "../../command.ts";
import { registryOptions } from "../../image-options.ts";
import { readImageTags } from "../../read-image-tags.ts";
import { readConfigurationHere } from "../../read-project.ts";
import { renderImageFindings } from "../../render/image-plan.ts";
import { configuredSigner, keyPath, readSbomWish } from "../../supply-chain.ts";

const command: CommandDefinition = defineCommand({
  summary: "Check what the registry holds: platforms, labels, attestations, user, and where tags point.",
  arguments: "[images...]",
  completes: "image",
  options: [
    ...registryOptions,
    { flags: "--sbom", description: "each platform must have an SBOM, as in GitHub Actions without being asked" },
    { flags: "--no-sbom", description: "it need not" },
    { flags: "--key <key>", description: "cosign's public key that must have signed them: a file, env://NAME or a KMS address" },
    { flags: "--identity <identity>", description: "keyless: who must have signed them, as the certificate says" },
    { flags: "--issuer <address>", description: "keyless: who vouches for the identity" },
  ],
  examples: [
    "sluice images verify",
    "sluice images verify gateway --registry ghcr.io/acme/shop",
    "sluice images verify ghcr.io/acme/shop/gateway:v1.2.3@sha256:4f5c…",
  ],
  run: async ({ options, args, context }) => {
    const expected = await readExpected(options, args, context);
    const docker = await findDocker({ cwd: context.cwd, env: context.env });
    context.working("Asking the registry");
    const findings = await verifyImages(docker, expected);
    const signer = await readSigner(options, context);
    if (signer !== null) findings.push(...(await findUnsigned(docker, { expected, signer, context })));
    if (context.json) context.printJson({ schemaVersion: 1, images: expected, findings });
    else context.print(renderImageFindings(findings, expected.length));
    return findings.length > 0 ? 1 : 0;
  },
});
export default command;

/** What the key has not signed; what is not there is a finding already. */
async function findUnsigned(
  docker: Docker,
  { expected, signer, context: { cwd, env } }: { expected: readonly ExpectedImage[]; signer: TrustedSigner; context: CommandContext },
): Promise<ImageFinding[]> {
  const cosign = await findCosign({ cwd, env });
  const images = new Set<string>();
  for (const reference of expected.flatMap(({ references }) => references)) {
    const found = await readRegistryImage(docker, reference);
    if (found !== null) images.add(`${parseImageReference(reference).repository}@${found.digest}`);
  }
  return verifySignatures(cosign, [...images], signer);
}

/** The key or the identity that is asked for, else those of the configuration; null: signatures are not looked at. */
async function readSigner(options: CommandOptions, context: CommandContext): Promise<TrustedSigner | null> {
  const key = keyPath(options.text("key"), context.cwd);
  if (key !== null) return { kind: "key", key };
  const { signing } = (await readConfigurationHere(context)).images;
  const given = { identity: options.text("identity"), issuer: options.text("issuer") };
  if (given.identity === undefined && given.issuer === undefined) return configuredSigner(signing, context.cwd);
  const { identity = signing.identity, issuer = signing.issuer } = given;
  if (identity !== undefined && issuer !== undefined) return { kind: "identity", identity, issuer };
  throw new SluiceError("SLUICE_USAGE", "A keyless signature is told by its identity and its issuer", {
    hint: "Give both --identity and --issuer.",
  });
}

/** Full references are checked as they stand; image names, or all images, under the tags of the present event. */
async function readExpected(options: CommandOptions, images: string[], context: CommandContext): Promise<ExpectedImage[]> {
  const sbom = readSbomWish(options, context, await readConfigurationHere(context));
  const references = images.filter((image) => /[/:@]/.test(image));
  const names = images.filter((image) => !references.includes(image));
  const named = names.length > 0 || references.length === 0 ? await readImageTags(options, context, names) : [];
  const unpushed = named.filter(({ tags }) => !tags.every((tag) => tag.includes("/")));
  if (unpushed.length > 0)
    throw new SluiceError("SLUICE_NO_REGISTRY", "There is no registry to look into", {
      hint: "Give --registry <registry>/<path>, or set images.registry in the configuration.",
    });
  const expected = named
    .filter(({ tags }) => tags.length > 0)
    .map(({ tags, platforms, source }): ExpectedImage => {
      const labels = source === undefined ? {} : { "org.opencontainers.image.source": source };
      return { references: tags, digest: null, platforms, sbom, labels };
    });
  return [...expected, ...(await expectReferences(options, context, { references, sbom }))];
}

async function expectReferences(
  options: CommandOptions,
  context: CommandContext,
  { references, sbom }: { references: readonly string[]; sbom: boolean },
): Promise<ExpectedImage[]> {
  if (references.length === 0) return [];
  const given = options.list("platform");
  const platforms = given.length > 0 ? given : (await readConfigurationHere(context)).images.platforms;
  return references.map((text) => {
    const { repository, imageTag, digest } = parseImageReference(text);
    const reference = imageTag === null ? text : `${repository}:${imageTag}`;
    return { references: [reference], digest, platforms, sbom, labels: {} };
  });
}
