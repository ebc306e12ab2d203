import { lineAt } from "./broken-manifest.ts";

/**
 * The line, from 1, in which a key of a plain TOML text is first written: `[a.b]` and below it `key = …` or `key.…`, or with an index the
 * line that holds the whole array. Undefined where looking at the text does not tell; a parser does.
 */
export function lineInToml(text: string, keys: readonly (string | number)[]): number | undefined {
  const [last, ...before] = keys.toReversed();
  const isElement = typeof last === "number";
  const key = isElement ? before.shift() : last;
  const table = before.toReversed();
  if (!isPlain(key) || !table.every(isPlain) || /"""|'''|\r(?!\n)/.test(text)) return undefined;
  const start = table.length === 0 ? 0 : startOfTable(text, table);
  if (start === -1) return undefined;
  const next = text.slice(start).search(/^[ \t]*\[/m);
  const section = text.slice(start, next === -1 ? undefined : start + next);
  const match = new RegExp(String.raw`^[ \t]*(["']?)${key}\1[ \t]*[.=]`, "m").exec(section);
  if (match === null) return undefined;
  if (isElement && !isWholeArray(section, match.index)) return undefined;
  return lineAt(text, start + match.index + match[0].length);
}

/** Needs neither quotes in TOML nor escapes in a pattern. */
function isPlain(key: string | number | undefined): key is string {
  return typeof key === "string" && /^[\w-]+$/.test(key);
}

/** Where the lines below the table's only header begin. */
function startOfTable(text: string, table: readonly string[]): number {
  const header = new RegExp(String.raw`^[ \t]*\[[ \t]*${table.join(String.raw`[ \t]*\.[ \t]*`)}[ \t]*\]`, "gm");
  const [match, second] = [header.exec(text), header.exec(text)];
  return match === null || second !== null ? -1 : match.index + match[0].length;
}

/** `key = ["a", "b"]` on one line. */
function isWholeArray(section: string, index: number): boolean {
  const end = section.indexOf("\n", index);
  const line = section.slice(index, end === -1 ? undefined : end).trimEnd();
  return /=[ \t]*\[[ \t]*(?:(?:"[^"\\]*"|'[^']*')[ \t]*,?[ \t]*)*\][ \t]*(?:#.*)?$/.test(line);
}
