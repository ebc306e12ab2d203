import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { SluiceError } from "@sluice/core";
import type { Repository } from "@sluice/git";
import { renderBakeFile } from "@sluice/images";
import { type CommandDefinition, defineCommand } from "../../command.ts";
import { explainImageFile } from "../../explain-image-file.ts";
import { imagePlanOptions } from "../../image-options.ts";
import { readImagePlan } from "../../read-image-plan.ts";
import { renderImagePlan } from "../../render/image-plan.ts";

const command: CommandDefinition = defineCommand({
  summary: "Which images to build, why, and under which tags.",
  arguments: "[file]",
  options: [
    ...imagePlanOptions,
    { flags: "--bake", description: "write the bake file that builds and pushes them, and print its path; with --json print the file" },
    { flags: "--why <image>", description: "with a file: why it is an input of this image, or why it is not", completes: "image" },
  ],
  examples: [
    "sluice images plan",
    "sluice images plan --all --registry ghcr.io/acme/shop --json",
    'docker buildx bake -f "$(sluice images plan --bake)"',
    "sluice images plan --why gateway services/gateway/src/main.ts",
  ],
  run: async ({ options, args, context }) => {
    const why = options.text("why");
    if (why !== undefined) {
      await explainImageFile(why, args[0], context);
      return 0;
    }
    if (args.length > 0)
      throw new SluiceError("SLUICE_USAGE", `${args[0]}: a file is asked about with --why <image>`, {
        hint: `Write \`sluice images plan --why <image> ${args[0]}\`, or --files ${args[0]} for what its change affects.`,
      });
    const { plan, repository } = await readImagePlan(options, context, { builds: false });
    for (const warning of plan.warnings) context.warn(warning);
    if (options.flag("bake")) {
      const text = renderBakeFile(plan, { output: plan.push ? "push" : "none" });
      context.print(context.json ? text.trimEnd() : await writeBakeFile(repository, text));
    } else if (context.json) context.printJson(plan);
    else context.print(renderImagePlan(plan));
    return 0;
  },
});
export default command;

/**
 * Inside of git's own folder, so that nothing new shows in the working tree, and in that of a linked working tree, whose plan is another.
 * Paths in it are from the root, where bake has to run.
 */
async function writeBakeFile({ gitPath }: Pick<Repository, "gitPath">, text: string): Promise<string> {
  const file = await gitPath("sluice/docker-bake.json");
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}
