import { checkExpression, expressionHint, globalNames, renderExpression, type ExpressionValues } from "./expression.ts";
import type { RuleProblem } from "./rule-problem.ts";

/** What is known of the repository. Every part may be missing. */
export interface RepositoryDetails {
  /** Without the owner. */
  name: string;
  description: string;
  /** Address of the repository's page. */
  url: string;
  /** SPDX identifier. */
  license: string;
  /** null when nobody could say. */
  defaultBranch: string | null;
}

/** The standard labels (OCI image specification, "Pre-Defined Annotation Keys"), without a person's own ones. */
export function standardLabels({
  repository,
  version,
  revision,
  created,
}: {
  repository: RepositoryDetails;
  version: string;
  revision: string;
  created: Date;
}): Record<string, string> {
  return {
    "org.opencontainers.image.title": repository.name,
    "org.opencontainers.image.description": repository.description,
    "org.opencontainers.image.url": repository.url,
    "org.opencontainers.image.source": repository.url,
    "org.opencontainers.image.version": version,
    "org.opencontainers.image.created": created.toISOString(),
    "org.opencontainers.image.revision": revision,
    "org.opencontainers.image.licenses": repository.license,
  };
}

/** Reports templates in labels or annotations that cannot be read. */
export function checkLabels(texts: readonly string[], kind: "label" | "annotation"): RuleProblem[] {
  const problems: RuleProblem[] = [];
  for (const text of texts) {
    const { syntaxError } = checkExpression(text, globalNames);
    if (syntaxError !== null)
      problems.push({ kind, text, attribute: null, message: `cannot be read: ${syntaxError}`, hint: expressionHint });
  }
  return problems;
}

/**
 * Puts `key=value` texts, whose expressions are filled in, over the standard labels; a text without `=` is left out.
 * Keys come sorted. `levels` stand before the key of an annotation: `index:org.opencontainers.image.title`.
 */
export function mergeLabels(
  standard: Readonly<Record<string, string>>,
  texts: readonly string[],
  globals: ExpressionValues,
  levels: readonly string[] = [],
): Record<string, string> {
  const merged = new Map(Object.entries(standard));
  for (const text of texts) {
    const rendered = renderExpression(text, globals);
    const at = rendered.indexOf("=");
    if (at > 0) merged.set(rendered.slice(0, at), rendered.slice(at + 1));
  }
  const prefixes = levels.length === 0 ? [""] : levels.map((level) => `${level}:`);
  const entries = prefixes.flatMap((prefix) => [...merged].map(([key, value]): [string, string] => [`${prefix}${key}`, value]));
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
