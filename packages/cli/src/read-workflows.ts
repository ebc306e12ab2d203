import { assemblePipeline, assembleWorkflows, compareWorkflows, type FileChange, findStaleWorkflows, readSetupFacts } from "@sluice/setup";
import type { CommandContext } from "./command.ts";

/** The pipelines' files beside those that the configuration asks for, and those that it asks for no longer. */
export async function readWorkflows(
  context: Pick<CommandContext, "cwd" | "env">,
  { force }: { force: boolean },
): Promise<{ root: string; files: FileChange[] }> {
  const { root, facts } = await readSetupFacts(context);
  const wanted = assembleWorkflows(assemblePipeline(facts));
  return { root, files: [...compareWorkflows(wanted, facts.texts, { force }), ...findStaleWorkflows(wanted, facts.texts)] };
}
