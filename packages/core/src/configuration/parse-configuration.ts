import { closest, distance } from "fastest-levenshtein";
import * as v from "valibot";
import { SluiceError } from "../sluice-error.ts";
import type { Configuration } from "./configuration.ts";
import { configurationSchema } from "./schema.ts";

/**
 * Checks a configuration and fills in the defaults.
 *
 * @param value what the file holds; `{}` gives the defaults
 * @param path where it was read from, for the message
 * @throws SLUICE_INVALID_CONFIGURATION with every problem at once, one per line, each with the path of its key
 */
export function parseConfiguration(value: unknown, path: string): Configuration {
  const result = v.safeParse(configurationSchema, value);
  // A list has all keys that may be left out.
  if (result.success && !Array.isArray(value)) return result.output;

  const problems = result.success
    ? ["  (whole file): expected Object, got Array"]
    : result.issues.map((issue) => `  ${v.getDotPath(issue) ?? "(whole file)"}: ${renderProblem(issue)}`);
  throw new SluiceError("SLUICE_INVALID_CONFIGURATION", `${path} has ${problems.length} problem(s):\n${problems.join("\n")}`, {
    hint: "Mend the keys named above; docs/reference/configuration.md lists all of them.",
  });
}

function renderProblem(issue: v.BaseIssue<unknown>): string {
  if (issue.type !== "never") return `expected ${issue.expected ?? issue.type}, got ${issue.received}`;
  const key = String(issue.path?.at(-1)?.key);
  const known = issue.message.split(",");
  const near = closest(key, known);
  return distance(key, near) <= 3 ? `unknown key; did you mean "${near}"?` : `unknown key; known here: ${known.join(", ")}`;
}
