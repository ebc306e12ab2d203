import type { ImportedName } from "../imports/imported-name.ts";
import { createLineCounter } from "../imports/line-counter.ts";

const pattern =
  /"(\.{1,2}\/[^"\n]*)"|\$\{path\.(?:module|root)\}\/([^"\n]*)|\b(?:file|templatefile|filebase64|filesha256|filemd5)\(\s*"([^"$/\n][^"\n]*)"/g;

/**
 * Folders and files that a Terraform or OpenTofu file takes in by a relative path: a text that begins with `./` or `../`, as the `source` of a module or
 * the `chart` of a Helm release does, `"${path.module}/…"`, `file("…")`. A scan, no parser: of a path that goes on with a variable or a pattern, the folder
 * before that.
 */
export function scanTerraform(text: string): ImportedName[] {
  const lineOf = createLineCounter(text);
  const found: ImportedName[] = [];
  for (const match of text.matchAll(pattern)) {
    const before = text.slice(text.lastIndexOf("\n", match.index) + 1, match.index);
    const name = knownPart(match[1] ?? match[2] ?? match[3] ?? "");
    // A path of dots alone, given to a function, is text to cut off or to put before another.
    const isPath = /[^./]/.test(name) || (name !== "" && /[=:]\s*"?$/.test(before));
    if (isPath && !/^\s*(#|\/\/)/.test(before)) found.push({ name, line: lineOf(match.index) });
  }
  return found;
}

/** Up to the folder in which a variable or pattern begins; "" where no folder is named before. */
function knownPart(path: string): string {
  const end = path.search(/[$%]\{|[*?[{]/);
  if (end === -1) return path;
  const folder = path.slice(0, path.lastIndexOf("/", end));
  return /[^./]/.test(folder) ? folder : "";
}
