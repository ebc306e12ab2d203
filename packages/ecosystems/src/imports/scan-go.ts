import type { ImportedName } from "./imported-name.ts";

/**
 * The import paths of a Go file, whatever its build tags, `_test.go` included. Imports stand before every other declaration
 * (https://go.dev/ref/spec#Source_file_organization), so the scan ends at the first of those.
 */
export function scanGo(text: string): ImportedName[] {
  const found: ImportedName[] = [];
  let isInBlock = false;
  let isInComment = false;
  for (const [index, raw] of text.split("\n").entries()) {
    let line = isInComment ? raw.replace(/^.*?(\*\/|$)/, "") : raw;
    if (isInComment && !raw.includes("*/")) continue;
    isInComment = false;
    line = line.replaceAll(/("[^"]*"|`[^`]*`)|\/\/.*|\/\*.*?\*\//g, "$1");
    const open = line.replaceAll(/"[^"]*"|`[^`]*`/g, (quoted) => " ".repeat(quoted.length)).indexOf("/*");
    if (open !== -1) {
      isInComment = true;
      line = line.slice(0, open);
    }
    if (/^(func|type|var|const)\b/.test(line)) break;
    const isImport = /(^|;)\s*import\b/.test(line);
    if (!isInBlock && !isImport) continue;
    for (const [, quoted, literal] of line.matchAll(/"([^"]*)"|`([^`]*)`/g)) found.push({ name: quoted ?? literal ?? "", line: index + 1 });
    const plain = line.replaceAll(/"[^"]*"|`[^`]*`/g, "");
    if (isImport && plain.includes("(")) isInBlock = true;
    if (plain.includes(")")) isInBlock = false;
  }
  return found;
}
