import { resolve } from "node:path";
import { SluiceError } from "@sluice/core";
import {
  type Docker,
  type ExpectedImage,
  findCosign,
  findDocker,
  type ImageFinding,
  parseImageReference,
  readRegistryImage,
  verifyImages,
  verifySignatures,
} from "@sluice/images";
import { type CommandContext, type CommandDefinition, type CommandOptions, defineCommand } from "../../command.ts";
import { readImageTags, registryOptions } from "../../read-image-plan.ts";
import { openProject } from "../../read-project.ts";
import { renderImageFindings } from "../../render/image-plan.ts";

const command: CommandDefinition = defineCommand({
  summary: "Check what the registry holds: platforms, labels, attestations, user, and where tags point.",
  arguments: "[images...]",
  completes: "image",
  options: [
    ...registryOptions,
    { flags: "--key <key>", description: "cosign's public key that must have signed them: a file, env://NAME or a KMS address" },
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
    const key = options.text("key");
    if (key !== undefined) findings.push(...(await findUnsigned(docker, { expected, key, context })));
    if (context.json) context.printJson({ schemaVersion: 1, images: expected, findings });
    else context.print(renderImageFindings(findings, expected.length));
    return findings.length > 0 ? 1 : 0;
  },
});
export default command;

/** What the key has not signed; what is not there is a finding already. */
async function findUnsigned(
  docker: Docker,
  { expected, key, context: { cwd, env } }: { expected: readonly ExpectedImage[]; key: string; context: CommandContext },
): Promise<ImageFinding[]> {
  const cosign = await findCosign({ cwd, env });
  const images = new Set<string>();
  for (const reference of expected.flatMap(({ references }) => references)) {
    const found = await readRegistryImage(docker, reference);
    if (found !== null) images.add(`${parseImageReference(reference).repository}@${found.digest}`);
  }
  return verifySignatures(cosign, [...images], key.includes("://") ? key : resolve(cwd, key));
}

/** Full references are checked as they stand; image names, or all images, under the tags of the present event. */
async function readExpected(options: CommandOptions, images: string[], context: CommandContext): Promise<ExpectedImage[]> {
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
    .map(({ tags, platforms }): ExpectedImage => ({ references: tags, digest: null, platforms }));
  return [...expected, ...(await expectReferences(options, context, references))];
}

async function expectReferences(options: CommandOptions, context: CommandContext, references: string[]): Promise<ExpectedImage[]> {
  if (references.length === 0) return [];
  const given = options.list("platform");
  const platforms = given.length > 0 ? given : (await openProject(context)).configuration.images.platforms;
  return references.map((text) => {
    const { repository, imageTag, digest } = parseImageReference(text);
    const reference = imageTag === null ? text : `${repository}:${imageTag}`;
    return { references: [reference], digest, platforms };
  });
}
