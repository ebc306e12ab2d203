import { lineAt } from "./broken-manifest.ts";

/**
 * The line, from 1, in which a key of a plain TOML text is first written: `[a.b]` and below it `key = …` or `key.…`, else `[a.b.key]`, or with
 * an index the line of that text in the array. Undefined where looking at the text does not tell; a parser does.
 */
export function lineInToml(text: string, keys: readonly (string | number)[]): number | undefined {
  const [last, ...before] = keys.toReversed();
  const key = typeof last === "number" ? before.shift() : last;
  const table = before.toReversed();
  if (typeof key !== "string" || !table.every((name) => typeof name === "string") || /"""|'''|\r(?!\n)/.test(text)) return undefined;
  const start = table.length === 0 ? 0 : endOfHeader(text, table);
  const end = start === -1 ? -1 : endOfKey(text, start, key);
  if (end === -1) {
    const header = typeof last === "number" ? -1 : endOfHeader(text, [...table, key]);
    return header === -1 ? undefined : lineAt(text, header);
  }
  const offset = typeof last === "number" ? offsetOfElement(text, end, last) : end;
  return offset === undefined ? undefined : lineAt(text, offset);
}

/** A key as it may be written, as a pattern (https://toml.io/en/v1.0.0#keys). */
function keyPattern(key: string): string {
  const quoted = [JSON.stringify(key), ...(key.includes("'") ? [] : [`'${key}'`])];
  return `(?:${[...quoted, ...(/^[\w-]+$/.test(key) ? [key] : [])].map((text) => RegExp.escape(text)).join("|")})`;
}

/** Where the table's only header ends; -1 when there is none, or a second one. */
function endOfHeader(text: string, table: readonly string[]): number {
  const header = new RegExp(String.raw`^[ \t]*\[[ \t]*${table.map(keyPattern).join(String.raw`[ \t]*\.[ \t]*`)}[ \t]*\]`, "gm");
  const [match, second] = [header.exec(text), header.exec(text)];
  return match === null || second !== null ? -1 : match.index + match[0].length;
}

/** Where `key =` or `key.` ends in the lines from `start` to the next header; -1 when it is not there. */
function endOfKey(text: string, start: number, key: string): number {
  const next = text.slice(start).search(/^[ \t]*\[/m);
  const section = text.slice(start, next === -1 ? undefined : start + next);
  const match = new RegExp(String.raw`^[ \t]*${keyPattern(key)}[ \t]*[.=]`, "m").exec(section);
  return match === null ? -1 : start + match.index + match[0].length;
}

/** Where the text of that index begins in the array behind a `=` that ends at `offset`; undefined when anything but plain texts comes before. */
function offsetOfElement(text: string, offset: number, index: number): number | undefined {
  opening.lastIndex = offset;
  if (text[offset - 1] !== "=" || !opening.test(text)) return undefined;
  element.lastIndex = opening.lastIndex;
  for (let place = 0; ; place++) {
    const match = element.exec(text);
    if (match === null) return undefined;
    if (place === index) return match.index + match[0].length - (match[1]?.length ?? 0);
    comma.lastIndex = element.lastIndex;
    if (!comma.test(text)) return undefined;
    element.lastIndex = comma.lastIndex;
  }
}

const opening = /[ \t]*\[/y;
const space = String.raw`(?:\s|#[^\n]*\n)*`;
const element = new RegExp(String.raw`${space}("[^"\\\n]*"|'[^'\n]*')`, "y");
const comma = new RegExp(String.raw`${space},`, "y");
