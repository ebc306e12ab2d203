import type { ImportedName } from "./imported-name.ts";
import { scanGoHead } from "./scan-go.ts";
import { type ImportLanguage, importLanguageOf, scanImports } from "./scan-imports.ts";

/** Bytes. */
interface Pieces {
  /** Of a longer content, so many are a text at a time. */
  length: number;
  /** Each piece begins so many before the end of the last one: no import is longer. */
  overlap: number;
}

const PIECES: Pieces = { length: 16 << 20, overlap: 1 << 20 };

/** In what a piece may begin, by language: an open string would turn what is in it inside out. Other languages, and MDX with its code blocks, are read as a whole. */
const openings: Partial<Record<ImportLanguage, readonly string[]>> = {
  javascript: [""],
  python: ["", '"""', "'''"],
  go: ["", "/*"],
  rust: [""],
};

/**
 * {@link scanImports} of a content in UTF-8. One that is long is looked through piece by piece, since its text would take twice the memory or more;
 * what stands in a long comment or string then may count.
 */
export function scanContent(content: Buffer, path: string, { length, overlap }: Pieces = PIECES): ImportedName[] {
  const language = importLanguageOf(path);
  // Most of what a Go file says is said after what it imports, and to make a text of it takes longer than to read it.
  const head = language === "go" && content.length > HEAD ? scanGoHead(content.toString("utf8", 0, HEAD)) : null;
  if (head !== null) return head;
  const begun = language === null || content.length <= length || path.endsWith(".mdx") ? undefined : openings[language];
  if (begun === undefined) return scanImports(content.toString("utf8"), path);
  const lines = new Map<string, number>();
  let first = 1;
  for (let start = 0, next = 0; next < content.length; start = next) {
    const end = start + length;
    const text = content.toString("utf8", start, end);
    for (const { name, line } of begun.flatMap((opening) => scanImports(opening + text, path)))
      lines.set(name, Math.min(lines.get(name) ?? Infinity, first + line - 1));
    next = end < content.length ? beginOfPiece(content, { after: start, before: end - overlap }) : content.length;
    for (let at = content.indexOf(NEWLINE, start); at !== -1 && at < next; at = content.indexOf(NEWLINE, at + 1)) first++;
  }
  return [...lines].map(([name, line]) => ({ name, line })).sort((a, b) => a.line - b.line);
}

const HEAD = 1 << 13;
const NEWLINE = 10;

/** Where a line begins, or, where none does, a character. */
function beginOfPiece(content: Buffer, { after, before }: { after: number; before: number }): number {
  const line = content.lastIndexOf(NEWLINE, before - 1) + 1;
  if (line > after) return line;
  let at = before;
  while (((content[at] ?? 0) & 0xc0) === 0x80) at--;
  return at;
}
