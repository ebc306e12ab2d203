import { type CommandDefinition, defineCommand } from "../../command.ts";
import { outdatedOptions, readOutdated } from "../../read-outdated.ts";
import { renderOutdated } from "../../render/image-outdated.ts";

const command: CommandDefinition = defineCommand({
  summary: "Which images were built from bases that have moved since.",
  arguments: "[images...]",
  options: [
    ...outdatedOptions,
    { flags: "--tag <imageTag>", description: "the tag of the images to look at; those of the default branch when left out" },
  ],
  examples: ["sluice images outdated", "sluice images outdated gateway --registry ghcr.io/acme/shop --tag v1.2.3 --json"],
  run: async ({ options, args, context }) => {
    const { result } = await readOutdated(options, context, { names: args, imageTag: options.text("tag") ?? null });
    if (context.json) context.printJson(result);
    else context.print(renderOutdated(result));
    if (result.outdated.length > 0) return 1;
    return result.unknown.length > 0 ? 2 : 0;
  },
});
export default command;
