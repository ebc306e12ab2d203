import { createRequire } from "node:module";
import type { parse as Parse } from "csv-parse/sync";

const load = createRequire(import.meta.url);

/** One comma-separated field of a rule: `key=value`, or a bare value, whose key is then null. */
export interface Attribute {
  /** Lower case. */
  key: string | null;
  value: string;
}

/**
 * Splits a rule into its attributes. Fields may be quoted as in CSV (`"pattern=\d{1,2}"`), and so may the whole rule.
 *
 * @throws Error when the quotes do not match.
 */
export function parseAttributes(text: string): Attribute[] {
  let fields = parseCsvLine(text);
  const [only] = fields;
  // A whole line in quotes is how YAML lists are often written; the rule is what stands inside. But `"value=a,b"` is one field.
  if (fields.length === 1 && only !== undefined && /^\s*(type|latest|name)\s*=[^,]*,/i.test(only)) fields = parseCsvLine(only);
  return fields.map(parseAttribute);
}

/** The lines of a block as it stands in a workflow file: trimmed, without empty lines and `#` comments. */
export function splitRuleLines(texts: readonly string[]): string[] {
  return texts
    .flatMap((text) => text.split(/\r?\n/))
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

function parseCsvLine(text: string): string[] {
  // Rules without a quote, nearly all of them, need no CSV parser and do not wait for it to load.
  if (!text.includes('"')) return text.split(",");
  const { parse } = load("csv-parse/sync") as { parse: typeof Parse };
  const records = parse(text, { relaxColumnCount: true, skipEmptyLines: true }) as string[][];
  return records[0] ?? [];
}

function parseAttribute(field: string): Attribute {
  const at = field.indexOf("=");
  if (at < 1) return { key: null, value: field.trim() };
  return { key: field.slice(0, at).trim().toLowerCase(), value: field.slice(at + 1).trim() };
}
