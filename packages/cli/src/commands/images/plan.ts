import { renderBakeFile } from "@sluice/images";
import { type CommandDefinition, defineCommand } from "../../command.ts";
import { imagePlanOptions, readImagePlan } from "../../read-image-plan.ts";
import { renderImagePlan } from "../../render/image-plan.ts";

const command: CommandDefinition = defineCommand({
  summary: "Which images to build, why, and under which tags.",
  options: [...imagePlanOptions, { flags: "--bake", description: "print the bake file that builds and pushes them" }],
  examples: [
    "sluice images plan",
    "sluice images plan --all --registry ghcr.io/acme/shop --json",
    "sluice images plan --bake > docker-bake.json && docker buildx bake -f docker-bake.json",
  ],
  run: async ({ options, context }) => {
    const { plan } = await readImagePlan(options, context, { needsDocker: false });
    for (const { code, message } of plan.warnings) context.note(`warning ${code}: ${message}`);
    if (options.flag("bake")) context.print(renderBakeFile(plan, { output: plan.push ? "push" : "none" }).trimEnd());
    else if (context.json) context.printJson(plan);
    else context.print(renderImagePlan(plan));
    return 0;
  },
});
export default command;
