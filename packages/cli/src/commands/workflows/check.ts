import { defineCommand, type CommandDefinition } from "../../command.ts";
import { readWorkflows } from "../../read-workflows.ts";
import { renderWorkflows } from "../../render/workflows.ts";

const command: CommandDefinition = defineCommand({
  summary: "Say whether the pipelines in the repository are those that the configuration would write now.",
  options: [],
  examples: ["sluice workflows check", "sluice workflows check --json"],
  run: async ({ context }) => {
    const { files } = await readWorkflows(context, { force: false });
    const drifted = files.filter(({ action }) => action !== "unchanged");
    if (context.json) context.printJson({ schemaVersion: 1, upToDate: drifted.length === 0, files });
    else context.print(renderWorkflows(files, { color: context.color }));
    return drifted.length === 0 ? 0 : 1;
  },
});
export default command;
