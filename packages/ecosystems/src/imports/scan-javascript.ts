import type { ImportedName } from "./imported-name.ts";
import { createLineCounter } from "./line-counter.ts";

const pattern =
  /\b(?:from|import|require|resolve|mock|unmock|doMock|importActual|importMock|requireActual|requireMock|URL|path|types)\s*(?:\(\s*|=\s*)?(?:\/\*[^*]*\*\/\s*)?(?:"([^"\n\\]+)"|'([^'\n\\]+)'|`([^`\n\\]+)`)/g;
const lineComment = /^\s*\/\/(?!\/\s*<reference)/;
const blockComment = /^[ \t]*\/\*[\s\S]*?\*\//gm;

/**
 * The specifiers that a JavaScript or TypeScript file imports, also in JSX, Vue and Svelte files: `import`, `export … from`, `import()`,
 * `require()`, `require.resolve`, `import.meta.resolve`, mocks of test runners, `new URL("…", import.meta.url)`, `/// <reference`.
 *
 * A scan, no parser: it takes too much rather than too little (what stands in a string counts), except that lines and blocks that begin as
 * comments do not count. A specifier that is computed cannot be seen. No kept parser is fast enough for the tens of thousands of files of
 * a cold start, and es-module-lexer knows neither JSX nor `require`.
 */
export function scanJavascript(text: string): ImportedName[] {
  const comments = text.includes("/*") ? text.matchAll(blockComment) : [][Symbol.iterator]();
  let comment = comments.next();
  const lineOf = createLineCounter(text);
  const found = new Map<string, number>();
  for (const match of text.matchAll(pattern)) {
    const name = match[1] ?? match[2] ?? match[3] ?? "";
    while (!comment.done && comment.value.index + comment.value[0].length <= match.index) comment = comments.next();
    const isCommented = !comment.done && comment.value.index <= match.index;
    if (isCommented || found.has(name) || name.startsWith("node:") || name.includes("${")) continue;
    if (lineComment.test(text.slice(text.lastIndexOf("\n", match.index) + 1, match.index))) continue;
    found.set(name, lineOf(match.index));
  }
  return [...found].map(([name, line]) => ({ name, line }));
}
