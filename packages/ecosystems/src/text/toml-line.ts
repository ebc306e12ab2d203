import { lineAt } from "./broken-manifest.ts";

/**
 * The line, from 1, in which a key of a plain TOML text is first written: `[a.b]` and below it `key = …` or `key.…`, or with an index the
 * line of that text in the array. Undefined where looking at the text does not tell; a parser does.
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
  const end = match.index + match[0].length;
  const offset = isElement ? offsetOfElement(section, end, last) : end;
  return offset === undefined ? undefined : lineAt(text, start + offset);
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

/** Where the text of that index begins in the array behind a `=` that ends at `offset`; undefined when anything but plain texts comes before. */
function offsetOfElement(section: string, offset: number, index: number): number | undefined {
  opening.lastIndex = offset;
  if (section[offset - 1] !== "=" || !opening.test(section)) return undefined;
  element.lastIndex = opening.lastIndex;
  for (let place = 0; ; place++) {
    const match = element.exec(section);
    if (match === null) return undefined;
    if (place === index) return match.index + match[0].length - (match[1]?.length ?? 0);
    comma.lastIndex = element.lastIndex;
    if (!comma.test(section)) return undefined;
    element.lastIndex = comma.lastIndex;
  }
}

const opening = /[ \t]*\[/y;
const space = String.raw`(?:\s|#[^\n]*\n)*`;
const element = new RegExp(String.raw`${space}("[^"\\\n]*"|'[^'\n]*')`, "y");
const comma = new RegExp(String.raw`${space},`, "y");
