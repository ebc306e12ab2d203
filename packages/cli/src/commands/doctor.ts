import { defineCommand, type CommandDefinition } from "../command.ts";
import { assembleFindings } from "../doctor/assemble-findings.ts";
import { readMachineFacts } from "../doctor/read-machine-facts.ts";
import { renderDoctor } from "../render/doctor.ts";

const command: CommandDefinition = defineCommand({
  summary: "Say what is missing on this machine or runner, and how to mend it.",
  options: [],
  examples: ["sluice doctor", "sluice doctor --json"],
  run: async ({ context }) => {
    context.working("Looking at this machine");
    const result = assembleFindings(await readMachineFacts(context));
    if (context.json) context.printJson(result);
    else context.print(renderDoctor(result, context));
    return result.healthy ? 0 : 1;
  },
});
export default command;
