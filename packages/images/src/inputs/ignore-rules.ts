import { cleanPath, pathPatterns } from "./path-patterns.ts";

/**
 * Text of a `.dockerignore` → a test of paths relative to the context: true when the file is left out.
 * Comments, a byte order mark, CRLF, leading slashes and `..` are treated as Docker treats them (`moby/patternmatcher/ignorefile`).
 */
export function ignoreRules(text: string): (path: string) => boolean {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  return pathPatterns(lines.filter((line) => !line.startsWith("#")).map(readLine));
}

/** An absolute path is one from the context's root on. */
function readLine(line: string): string {
  const trimmed = line.trim();
  const mark = trimmed.startsWith("!") ? "!" : "";
  const pattern = trimmed.slice(mark.length).trim();
  return pattern === "" ? mark : `${mark}${cleanPath(pattern).replace(/^\/(?=.)/, "")}`;
}
