import type { WhyStep } from "@sluice/affected";
import { describe } from "./affected-text.ts";

/** The chain from a change to a project, one step a line, with the file and line that declares each dependency. */
export function renderWhy(project: string, chain: readonly WhyStep[]): string {
  if (chain.length === 0) return `${project} is not affected.`;
  return [`${project} is affected:`, ...chain.map((step) => `  ${renderStep(step)}`)].join("\n");
}

function renderStep({ project, reason, declared }: WhyStep): string {
  const { title, detail } = describe(reason);
  const where = declared === null ? "" : `  (${declared.file}${declared.line === null ? "" : `:${declared.line}`})`;
  return `${project}: ${title}${detail === "" ? "" : ` ${detail}`}${where}`;
}
