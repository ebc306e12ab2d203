import type { ImportedName } from "./imported-name.ts";
import { createLineCounter } from "./line-counter.ts";

const KEYWORDS = [
  "from",
  "import",
  "module",
  "require",
  "resolve",
  "mock",
  "unmock",
  "doMock",
  "importActual",
  "importMock",
  "requireActual",
  "requireMock",
  "URL",
  "path",
  "types",
  "glob",
  "context",
];

/** Words that many other functions have too: only a relative path behind them is meant (Vite's `import.meta.glob`, webpack's `require.context`). */
const PATH_ONLY: ReadonlySet<string> = new Set(["glob", "context"]);

const comment = String.raw`(?:\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|\/\/[^\n]*\n)`;

/** From a word before a string on: that the word is whole, is seen when it is found. */
const pattern = new RegExp(
  String.raw`(${KEYWORDS.join("|")})\s*(?:\(\s*|=\s*)?(?:${comment}\s*)*(?:"([^"\n\\]+)"|'([^'\n\\]+)'|${"`"}([^${"`"}\n\\]+)${"`"})`,
  "y",
);
const lineComment = /^\s*\/\/(?!\/\s*<reference)/;
const blockComment = /^[ \t]*\/\*[\s\S]*?\*\//gm;

/**
 * The specifiers that a JavaScript or TypeScript file imports, also in JSX, Vue and Svelte files: `import`, `export … from`, `import()`,
 * `require()`, `require.resolve`, `import.meta.resolve`, `declare module`, mocks of test runners, `new URL("…", import.meta.url)`, `/// <reference`.
 *
 * A scan, no parser: it takes too much rather than too little (what stands in a string counts), except that lines and blocks that begin as
 * comments do not count. A specifier that is computed cannot be seen. No kept parser is fast enough for the tens of thousands of files of
 * a cold start, and es-module-lexer knows neither JSX nor `require`.
 */
export function scanJavascript(text: string): ImportedName[] {
  // What begins after the last end is no comment.
  const lastEnd = text.includes("/*") ? text.lastIndexOf("*/") : -1;
  const comments = lastEnd === -1 ? [][Symbol.iterator]() : text.slice(0, lastEnd + 2).matchAll(blockComment);
  let comment = comments.next();
  const lineOf = createLineCounter(text);
  const found = new Map<string, number>();
  for (const { name, index } of namedStrings(text)) {
    while (!comment.done && comment.value.index + comment.value[0].length <= index) comment = comments.next();
    const isCommented = !comment.done && comment.value.index <= index;
    if (isCommented || found.has(name) || name.startsWith("node:") || name.includes("${")) continue;
    if (lineComment.test(text.slice(text.lastIndexOf("\n", index) + 1, index))) continue;
    found.set(name, lineOf(index));
  }
  return [...found].map(([name, line]) => ({ name, line }));
}

interface NamedString {
  name: string;
  /** Offset of the keyword. */
  index: number;
  /** Offset after the closing quote. */
  end: number;
}

/**
 * The strings that one of {@link KEYWORDS} stands before, from left to right, without any that begins inside of another. Quotes are looked
 * for, and what stands before each: they are a hundred times rarer than the letters that keywords begin with, and nine of ten have something
 * before them that no keyword ends with.
 */
function namedStrings(text: string): NamedString[] {
  const found: NamedString[] = [];
  quotes.lastIndex = 0;
  while (quotes.test(text)) {
    const index = keywordBefore(text, quotes.lastIndex - 2);
    if (index === -1) continue;
    let last = found.at(-1);
    if (last !== undefined && index >= last.index && index < last.end) continue;
    pattern.lastIndex = index;
    const match = pattern.exec(text);
    if (match === null) continue;
    const name = match[2] ?? match[3] ?? match[4] ?? "";
    if (!name.startsWith(".") && PATH_ONLY.has(match[1] ?? "")) continue;
    // In `import(/* from "a" */ "b")` the word comes before the one that was found first.
    for (; last !== undefined && last.index > index; last = found.at(-1)) found.pop();
    found.push({ name, index, end: pattern.lastIndex });
  }
  return found;
}

const lastLetters = new Set(KEYWORDS.map((word) => word.slice(-1)));
/** With the end of a keyword, or what may stand behind one, before it and space; where a line breaks there may be a comment. */
const quotes = new RegExp(String.raw`["'${"`"}](?<=[${[...lastLetters].join("")}(=/\n]\s*["'${"`"}])`, "g");
const words: ReadonlySet<string> = new Set(KEYWORDS);
const longest = Math.max(...KEYWORDS.map(({ length }) => length));

/** Where the keyword begins that ends at `offset`, before space, `(` or `=`, and comments; -1 when none does. */
function keywordBefore(text: string, offset: number): number {
  let at = skipSpace(text, offset);
  for (let before = skipComment(text, at, offset); before < at; before = skipComment(text, at, before)) at = skipSpace(text, before);
  if (text[at] === "(" || text[at] === "=") at = skipSpace(text, at - 1);
  const end = at + 1;
  while (at >= 0 && end - at <= longest + 1 && isWordCode(text.charCodeAt(at))) at--;
  return words.has(text.slice(at + 1, end)) ? at + 1 : -1;
}

/** Before the comment that ends at `at`, with nothing but space between that and `offset`; `at` itself when none does. */
function skipComment(text: string, at: number, offset: number): number {
  if (text[at] === "/" && text[at - 1] === "*") {
    const start = text.lastIndexOf("/*", at - 3);
    return start === -1 ? at : start - 1;
  }
  if (at < 0 || at === offset || !endsLine(text, at + 1, offset)) return at;
  const start = text.lastIndexOf("\n", at) + 1;
  let first = start;
  while (first < at && text.charCodeAt(first) <= 32) first++;
  return text.startsWith("//", first) ? start - 1 : at;
}

/** Whether a line ends between the two: a comment that ends with its line must have that behind it. */
function endsLine(text: string, from: number, to: number): boolean {
  for (let at = from; at <= to; at++) if (text.charCodeAt(at) === 10) return true;
  return false;
}

function skipSpace(text: string, offset: number): number {
  let at = offset;
  while (at >= 0 && (text.charCodeAt(at) <= 32 || text.charCodeAt(at) >= 160) && /\s/.test(text[at] ?? "")) at--;
  return at;
}

/** `\w`. */
function isWordCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
}
