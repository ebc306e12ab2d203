import type { ImportedName } from "./imported-name.ts";

/**
 * The import paths of a Go file, whatever its build tags, `_test.go` included, relative paths of C headers, and as `./…` what it embeds from folders below.
 * Imports stand before every other declaration (https://go.dev/ref/spec#Source_file_organization), so the scan for them ends at the first of those.
 */
export function scanGo(text: string): ImportedName[] {
  const { found } = scanUntilDeclaration(text);
  if (text.includes("//go:embed")) found.push(...scanEmbeds(text));
  return found;
}

/** The same by the beginning of a file alone; null when no declaration begins there, and for a file that embeds others: it imports `embed`. */
export function scanGoHead(text: string): ImportedName[] | null {
  const { found, isComplete } = scanUntilDeclaration(text);
  return isComplete && !found.some(({ name }) => name === "embed") ? found : null;
}

function scanUntilDeclaration(text: string): { found: ImportedName[]; isComplete: boolean } {
  const found: ImportedName[] = [];
  let isComplete = false;
  const state: State = { isInBlock: false, isInComment: false };
  for (let [start, number] = [0, 1]; start < text.length; number++) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline;
    const raw = text.slice(start, end);
    start = end + 1;
    if (state.isInComment ? !raw.includes("*/") : raw === "" || raw.startsWith("//")) continue;
    const line = withoutComments(raw, state);
    isComplete = /^(func|type|var|const)\b/.test(line);
    if (isComplete) break;
    for (const name of importsOf(line, state)) found.push({ name, line: number });
  }
  if (text.includes('import "C"')) found.push(...scanPreamble(text));
  return { found, isComplete };
}

/** Folders and files below its own folder that `//go:embed` names, a pattern by the folder that it begins in: https://pkg.go.dev/embed. */
function scanEmbeds(text: string): ImportedName[] {
  return text.split("\n").flatMap((line, index) => {
    const [, patterns = ""] = /^\/\/go:embed[ \t]+(.+)/.exec(line) ?? [];
    const paths = [...patterns.matchAll(/"([^"]*)"|`([^`]*)`|(\S+)/g)].map(([, text, literal, bare]) => text ?? literal ?? bare ?? "");
    const below = paths.map((path) => path.replace(/^all:/, "").replace(/[^/]*[*?[\\].*$/, "")).filter((path) => path.includes("/"));
    return below.map((path) => ({ name: `./${path}`, line: index + 1 }));
  });
}

/** Headers that cgo's preamble takes from other folders: `#include "../x.h"`, or `"x.h"` with `-I${SRCDIR}/../include`. */
function scanPreamble(text: string): ImportedName[] {
  const lines = text.slice(0, text.indexOf('import "C"')).split("\n");
  const folders = lines
    .filter((line) => /^\s*(\/\/)?\s*#cgo\b/.test(line))
    .flatMap((line) => [...line.matchAll(/-I\s*\$\{SRCDIR\}\/(\S+)/g)].map(([, folder = ""]) => folder.replace(/\/+$/, "")));
  return lines.flatMap((line, index) => {
    const [, header] = /^\s*(?:\/\/)?\s*#include\s+"([^"]+)"/.exec(line) ?? [];
    const paths = header === undefined ? [] : [header, ...folders.map((folder) => `${folder}/${header}`)];
    return paths.filter((path) => path.startsWith("../")).map((name) => ({ name, line: index + 1 }));
  });
}

interface State {
  isInBlock: boolean;
  isInComment: boolean;
}

const quotedOrComment = /("[^"]*"|`[^`]*`)|\/\/.*|\/\*.*?\*\//g;
/** Where no comment ends, looking for the end of each would take long. */
const quotedOrLineComment = /("[^"]*"|`[^`]*`)|\/\/.*/g;
const quoted = /"([^"]*)"|`([^`]*)`/g;

/** The code of a line. Notes in `state` whether a comment goes on in the next. */
function withoutComments(raw: string, state: State): string {
  const code = state.isInComment ? raw.slice(raw.indexOf("*/") + 2) : raw;
  state.isInComment = false;
  if (!code.includes("/")) return code;
  const line = code.replaceAll(code.includes("*/") ? quotedOrComment : quotedOrLineComment, "$1");
  const open = line.replaceAll(quoted, (whole) => " ".repeat(whole.length)).indexOf("/*");
  if (open === -1) return line;
  state.isInComment = true;
  return line.slice(0, open);
}

/** The paths that a line of code imports. Notes in `state` whether a group of imports goes on in the next. */
function importsOf(line: string, state: State): string[] {
  const isImport = /(^|;)\s*import\b/.test(line);
  if (!state.isInBlock && !isImport) return [];
  const plain = line.replaceAll(quoted, "");
  state.isInBlock = (state.isInBlock || plain.includes("(")) && !plain.includes(")");
  return [...line.matchAll(quoted)].map(([, path, literal]) => path ?? literal ?? "");
}
