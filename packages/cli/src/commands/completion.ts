import { hintNames, SluiceError } from "@sluice/core";
import { defineCommand, type CommandDefinition } from "../command.ts";
import { completionScripts, shells } from "../completion/scripts.ts";

const command: CommandDefinition = defineCommand({
  summary: "Print the script that completes commands, options and project names in a shell.",
  arguments: "<shell>",
  completes: shells,
  options: [],
  examples: [
    'eval "$(sluice completion bash)"  # in ~/.bashrc',
    'eval "$(sluice completion zsh)"  # in ~/.zshrc, after compinit',
    "sluice completion fish > ~/.config/fish/completions/sluice.fish",
  ],
  run: async ({ args, context }) => {
    const [name = ""] = args;
    const shell = shells.find((candidate) => candidate === name);
    if (shell === undefined) {
      const message = name === "" ? "No shell is named" : `There is no completion for ${JSON.stringify(name)}`;
      throw new SluiceError("SLUICE_USAGE", message, { hint: hintNames(name, shells, "") });
    }
    if (context.json) context.printJson({ schemaVersion: 1, shell, script: completionScripts[shell] });
    else context.print(completionScripts[shell].trimEnd());
    return 0;
  },
});
export default command;
