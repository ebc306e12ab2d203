import { SluiceError } from "@sluice/core";

/** One thing that is wrong with a rule, and where. */
export interface RuleProblem {
  /** What the text was given as. */
  kind: "rule" | "flavor" | "image" | "label" | "annotation";
  /** The rule as the person wrote it. */
  text: string;
  /** The attribute that is wrong, or null when it is the whole text. */
  attribute: string | null;
  /** What is wrong with it, without a full stop. */
  message: string;
  /** What to write instead. */
  hint: string;
}

/**
 * Throws one error that lists all `problems`; does nothing when there are none.
 *
 * @throws SLUICE_INVALID_TAG_RULE
 */
export function throwRuleProblems(problems: readonly RuleProblem[]): void {
  const [first] = problems;
  if (first === undefined) return;
  if (problems.length === 1) throw new SluiceError("SLUICE_INVALID_TAG_RULE", describe(first), { hint: first.hint });
  const lines = problems.map((problem) => `  ${describe(problem)} (${problem.hint})`);
  throw new SluiceError("SLUICE_INVALID_TAG_RULE", `${problems.length} rules are wrong:\n${lines.join("\n")}`, {
    hint: "mend each rule as said behind it; nothing was computed",
  });
}

function describe({ kind, text, attribute, message }: RuleProblem): string {
  return `${kind} '${text}'${attribute === null ? "" : `, attribute '${attribute}'`}: ${message}`;
}
