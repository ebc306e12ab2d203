import { assemblePipeline, assembleWorkflows, compareWorkflows, type FileChange, readSetupFacts } from "@sluice/setup";
import type { CommandContext } from "./command.ts";

/** The pipelines' files beside those that the configuration asks for. */
export async function readWorkflows(
  context: Pick<CommandContext, "cwd" | "env">,
  { force }: { force: boolean },
): Promise<{ root: string; files: FileChange[] }> {
  const { root, facts } = await readSetupFacts(context);
  return { root, files: compareWorkflows(assembleWorkflows(assemblePipeline(facts)), facts.texts, { force }) };
}
