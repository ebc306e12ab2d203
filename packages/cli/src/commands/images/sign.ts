import { findCosign, findDocker, signImages } from "@sluice/images";
import { type CommandDefinition, defineCommand } from "../../command.ts";
import { registryOptions } from "../../image-options.ts";
import { readImageTags } from "../../read-image-tags.ts";
import { readConfigurationHere } from "../../read-project.ts";
import { configuredSigner, keyPath } from "../../supply-chain.ts";

const command: CommandDefinition = defineCommand({
  summary: "Sign images with cosign, by digest; the images of the present event when none is named.",
  arguments: "[images...]",
  completes: "image",
  options: [
    ...registryOptions,
    { flags: "--key <key>", description: "cosign's private key: a file, env://NAME or a KMS address; keyless when left out" },
    { flags: "--public-key <key>", description: "leave alone what this key verifies already; of --key's own signatures when left out" },
  ],
  examples: ["sluice images sign", "COSIGN_PASSWORD=… sluice images sign --key cosign.key ghcr.io/acme/shop/gateway:v1.2.3"],
  run: async ({ options, args, context }) => {
    const references = args.filter((image) => /[/:@]/.test(image));
    const names = args.filter((image) => !references.includes(image));
    if (names.length > 0 || args.length === 0)
      references.push(...(await readImageTags(options, context, names)).flatMap(({ tags }) => tags));
    const place = { cwd: context.cwd, env: context.env };
    const { signing } = (await readConfigurationHere(context)).images;
    const key = keyPath(options.text("key") ?? signing.key, context.cwd);
    const publicKey = keyPath(options.text("publicKey"), context.cwd);
    const signer =
      publicKey === null ? (key === null ? configuredSigner(signing, context.cwd) : null) : { kind: "key" as const, key: publicKey };
    const images = await signImages({ docker: await findDocker(place), cosign: await findCosign(place), references, key, signer });
    if (context.json) context.printJson({ schemaVersion: 1, images });
    else context.print(images.map(({ image, action }) => `${image}  ${action === "signed" ? "signed" : "signed already"}`).join("\n"));
    return 0;
  },
});
export default command;
