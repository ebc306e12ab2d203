import { readImageInputs, requirePlatforms } from "@sluice/images";
import { type CommandDefinition, defineCommand } from "../../command.ts";
import { parsePairs } from "../../parse-pairs.ts";
import { renderMissingSources } from "../../render/image-inputs.ts";

const command: CommandDefinition = defineCommand({
  summary: "The files an image is made from.",
  options: [
    { flags: "--dockerfile <path>", description: "the Dockerfile; Dockerfile or Containerfile in the context when left out" },
    { flags: "--context <folder>", description: "the build context", default: "." },
    { flags: "--build-arg <NAME=value>", description: "a build argument", repeatable: true },
    { flags: "--build-context <name=value>", description: "a named build context: a folder, or docker-image://…", repeatable: true },
    { flags: "--target-stage <stage>", description: "the stage to build; the last one when left out" },
    { flags: "--platform <platform>", description: "the platform to build for", default: "linux/amd64" },
  ],
  examples: [
    "sluice images inputs --dockerfile services/gateway/Dockerfile --context services/gateway",
    "sluice images inputs --build-arg APP=api --json",
  ],
  run: async ({ options, context }) => {
    const platform = options.text("platform") ?? "linux/amd64";
    requirePlatforms([platform]);
    const { inputs, missing } = await readImageInputs({
      cwd: context.cwd,
      dockerfile: options.text("dockerfile") ?? null,
      context: options.text("context") ?? ".",
      buildArgs: parsePairs("--build-arg", options.list("buildArg"), context.env),
      buildContexts: parsePairs("--build-context", options.list("buildContext")),
      targetStage: options.text("targetStage") ?? null,
      platform,
    });
    if (context.json) context.printJson({ schemaVersion: 1, inputs });
    else context.print(inputs.join("\n"));
    for (const line of renderMissingSources(missing)) context.note(line);
    return 0;
  },
});
export default command;
