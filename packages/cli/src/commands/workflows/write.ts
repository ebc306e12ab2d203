import { applyFileChanges } from "@sluice/setup";
import { defineCommand, type CommandDefinition } from "../../command.ts";
import { readWorkflows } from "../../read-workflows.ts";
import { renderWorkflows } from "../../render/workflows.ts";

const command: CommandDefinition = defineCommand({
  summary: "Write the pipelines that the configuration asks for; what a person changed stays.",
  options: [
    { flags: "--force", description: "write over what a person changed, too" },
    { flags: "--dry-run", description: "show what would be written, and write nothing" },
  ],
  examples: ["sluice workflows write", "sluice workflows write --dry-run", "sluice workflows write --force"],
  run: async ({ options, context }) => {
    const { root, files } = await readWorkflows(context, { force: options.flag("force") });
    const isDryRun = options.flag("dryRun");
    const written = isDryRun ? [] : await applyFileChanges(root, files);
    if (context.json) context.printJson({ schemaVersion: 1, dryRun: isDryRun, files, written });
    else context.print(renderWorkflows(files, { color: context.color }));
    return 0;
  },
});
export default command;
