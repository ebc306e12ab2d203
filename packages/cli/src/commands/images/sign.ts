import { resolve } from "node:path";
import { findCosign, findDocker, signImages } from "@sluice/images";
import { type CommandDefinition, defineCommand } from "../../command.ts";
import { readImageTags, registryOptions } from "../../read-image-plan.ts";

const command: CommandDefinition = defineCommand({
  summary: "Sign images with cosign, by digest; the images of the present event when none is named.",
  arguments: "[images...]",
  completes: "image",
  options: [
    ...registryOptions,
    { flags: "--key <key>", description: "cosign's private key: a file, env://NAME or a KMS address; keyless when left out" },
    { flags: "--public-key <key>", description: "leave alone what this key verifies already" },
  ],
  examples: ["sluice images sign", "COSIGN_PASSWORD=… sluice images sign --key cosign.key ghcr.io/acme/shop/gateway:v1.2.3"],
  run: async ({ options, args, context }) => {
    const references = args.filter((image) => /[/:@]/.test(image));
    const names = args.filter((image) => !references.includes(image));
    if (names.length > 0 || args.length === 0)
      references.push(...(await readImageTags(options, context, names)).flatMap(({ tags }) => tags));
    const place = { cwd: context.cwd, env: context.env };
    const [key = null, publicKey = null] = [options.text("key"), options.text("publicKey")].map(
      (text) => text && keyPath(text, context.cwd),
    );
    const images = await signImages({ docker: await findDocker(place), cosign: await findCosign(place), references, key, publicKey });
    if (context.json) context.printJson({ schemaVersion: 1, images });
    else context.print(images.map(({ image, action }) => `${image}  ${action === "signed" ? "signed" : "signed already"}`).join("\n"));
    return 0;
  },
});
export default command;

/** A file is found from the folder the command is for; an address such as `env://NAME` stays as it is. */
function keyPath(key: string, cwd: string): string {
  return key.includes("://") ? key : resolve(cwd, key);
}
