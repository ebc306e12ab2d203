import type { ImportedName } from "../imports/imported-name.ts";
import { createLineCounter } from "../imports/line-counter.ts";

const pattern =
  /"?\bsource"?\s*[=:]\s*"(\.{1,2}\/[^"$]*)"|"\$\{path\.(?:module|root)\}\/([^"$]+)"|\b(?:file|templatefile|filebase64|filesha256|filemd5)\(\s*"([^"$/][^"$]*)"/g;

/**
 * Folders and files that a Terraform or OpenTofu file takes in by a relative path: the `source` of a module, `file("…")`,
 * `"${path.module}/…"`. A scan, no parser: a path that is put together from variables cannot be seen.
 */
export function scanTerraform(text: string): ImportedName[] {
  const lineOf = createLineCounter(text);
  const found: ImportedName[] = [];
  for (const match of text.matchAll(pattern)) {
    const before = text.slice(text.lastIndexOf("\n", match.index) + 1, match.index);
    const name = match[1] ?? match[2] ?? match[3] ?? "";
    if (!/^\s*(#|\/\/)/.test(before)) found.push({ name, line: lineOf(match.index) });
  }
  return found;
}
