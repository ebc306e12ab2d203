import { SluiceError } from "@sluice/core";
import { findDocker, parseImageReference, promoteImage } from "@sluice/images";
import { type CommandContext, type CommandDefinition, type CommandOptions, defineCommand } from "../../command.ts";
import { signingOptions } from "../../image-options.ts";
import { registryPrefix } from "../../image-request.ts";
import { openProject, readConfigurationHere } from "../../read-project.ts";
import { openSigner } from "../../supply-chain.ts";

const command: CommandDefinition = defineCommand({
  summary: "Let image tags point to an image that the registry holds, byte by byte the same.",
  arguments: "<image@digest> <imageTags...>",
  options: [
    { flags: "--registry <prefix>", description: "registry and path before a bare image name: ghcr.io/acme/shop" },
    ...signingOptions,
  ],
  examples: ["sluice images promote ghcr.io/acme/shop/gateway@sha256:4f5c… v1.2.3 1.2 1"],
  run: async ({ options, args, context }) => {
    const [image = "", ...imageTags] = args;
    const from = await fullReference(image, options, context);
    const { repository, digest } = parseImageReference(from);
    const references = imageTags.map((tag) => (/[/:]/.test(tag) ? tag : `${repository}:${tag}`));
    for (const reference of references) parseImageReference(reference);
    const docker = await findDocker({ cwd: context.cwd, env: context.env });
    const signer = await openSigner(options, context, await readConfigurationHere(context));
    await signer?.(docker)([from]);
    const written = await promoteImage(docker, { from, references });
    const results = references.map((reference) => ({ reference, action: written.includes(reference) ? "written" : "unchanged" }));
    if (context.json) context.printJson({ schemaVersion: 1, image: repository, digest, references: results });
    else
      context.print(
        results
          .map(({ reference, action }) => `${reference}  ${action === "written" ? "points to it now" : "points to it already"}`)
          .join("\n"),
      );
    return 0;
  },
});
export default command;

/** `gateway@sha256:…` is an image of the repository; with a registry or a path, it is meant as it stands. */
async function fullReference(image: string, options: CommandOptions, context: CommandContext): Promise<string> {
  if (image.includes("/")) return image;
  const prefix = options.text("registry") ?? registryPrefix(options, context, await openProject(context));
  if (prefix !== null) return `${prefix.replace(/\/+$/, "")}/${image}`;
  throw new SluiceError("SLUICE_NO_REGISTRY", `${image} names no registry`, {
    hint: "Write registry/path/name@sha256:…, give --registry, or set images.registry in the configuration.",
  });
}
