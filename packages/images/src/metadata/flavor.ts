import { parseAttributes, type Attribute } from "./attributes.ts";
import { checkExpression, expressionHint, globalNames } from "./expression.ts";
import type { RuleProblem } from "./rule-problem.ts";

/** What holds for all tags of an image. `prefix` and `suffix` are templates. */
export interface Flavor {
  /** `auto` leaves it to the rule that made the version. */
  latest: "auto" | "true" | "false";
  prefix: string;
  /** Whether `latest` gets the prefix as well. */
  prefixLatest: boolean;
  suffix: string;
  /** Whether `latest` gets the suffix as well. */
  suffixLatest: boolean;
}

/** Reads flavors: `latest=auto`, `suffix=-alpine,onlatest=true`. Later ones win. `onlatest` belongs to the prefix or suffix before it. */
export function parseFlavor(texts: readonly string[]): { flavor: Flavor; problems: RuleProblem[] } {
  const flavor: Flavor = { latest: "auto", prefix: "", prefixLatest: false, suffix: "", suffixLatest: false };
  const problems: RuleProblem[] = [];
  for (const text of texts) readEntry(text, flavor, problems);
  return { flavor, problems };
}

function readEntry(text: string, flavor: Flavor, problems: RuleProblem[]): void {
  const report = (attribute: string | null, message: string, hint: string) =>
    problems.push({ kind: "flavor", text, attribute, message, hint });
  let fields: Attribute[] = [];
  try {
    fields = parseAttributes(text);
  } catch {
    report(null, "its quotes do not match", 'quote a whole field: "suffix=-a,b"');
  }
  let before: "prefix" | "suffix" | null = null;
  for (const { key, value } of fields) {
    if (key === "latest") {
      if (value === "auto" || value === "true" || value === "false") flavor.latest = value;
      else report(key, `'${value}' is not known`, "write latest=auto, latest=true or latest=false");
    } else if (key === "prefix" || key === "suffix") {
      before = key;
      flavor[key] = value;
      const { syntaxError } = checkExpression(value, globalNames);
      if (syntaxError !== null) report(key, `'${value}' cannot be read: ${syntaxError}`, expressionHint);
    } else if (key === "onlatest") {
      if (value !== "true" && value !== "false")
        report(key, `'${value}' is neither true nor false`, "write onlatest=true or onlatest=false");
      if (before !== null) flavor[before === "prefix" ? "prefixLatest" : "suffixLatest"] = value === "true";
    } else if (key === null) {
      report(null, `'${value}' has no value`, "write latest=auto, prefix=… or suffix=…");
    } else {
      report(key, "is no attribute of a flavor", "write latest, prefix, suffix or onlatest");
    }
  }
}
