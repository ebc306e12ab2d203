import type { WhyStep } from "@sluice/affected";
import { describe } from "./affected-text.ts";
import { printable } from "./printable.ts";

/** The chain from a change to a project, one step a line, with the file and line that declares each dependency. */
export function renderWhy(project: string, chain: readonly WhyStep[]): string {
  if (chain.length === 0) return `${printable(project)} is not affected.`;
  return [`${printable(project)} is affected:`, ...chain.map((step) => `  ${printable(renderStep(step))}`)].join("\n");
}

/** Titles that read on into what they are about. */
const flowing = new Set<WhyStep["reason"]["kind"]>(["file", "dependency", "base-image"]);

function renderStep({ project, reason, declared }: WhyStep): string {
  const { title, detail } = describe(reason);
  const where = declared === null ? "" : `  (${declared.file}${declared.line === null ? "" : `:${declared.line}`})`;
  const more = detail === "" ? "" : `${flowing.has(reason.kind) ? "" : ":"} ${detail}`;
  return `${project}: ${title}${more}${where}`;
}
