import { brokenManifest } from "../text/broken-manifest.ts";
import { folderOf } from "../text/paths.ts";

/** What Sluice needs of a go.mod or go.work. */
export interface GoManifest {
  path: string;
  root: string;
  /** The module path; null in a go.work. */
  module: string | null;
  /** The version of the go directive; null when there is none. */
  go: string | null;
  requires: { module: string; version: string; line: number }[];
  /**
   * `folder` is the local folder as written, null for a replacement by another module; `target` is all that follows the module path, with the
   * version it counts for, if any.
   */
  replaces: { module: string; folder: string | null; target: string; line: number }[];
  /** Folders that a go.work uses, as written. */
  uses: { folder: string; line: number }[];
}

/**
 * Parses a go.mod or go.work by the grammar of the Go modules reference (https://go.dev/ref/mod#go-mod-file-grammar): a
 * directive a line, or a block `verb ( … )` with one entry a line; `//` begins a comment; words may be quoted. No parser of
 * it is kept on npm. Directives that say nothing about dependencies are passed over, unknown ones too, as later Go versions
 * add some. Throws SLUICE_BROKEN_MANIFEST.
 */
export function parseGoMod(text: string, path: string): GoManifest {
  const manifest: GoManifest = { path, root: folderOf(path), module: null, go: null, requires: [], replaces: [], uses: [] };
  let block: { verb: string; line: number } | null = null;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    const line = index + 1;
    const words = splitWords(raw, path, line);
    const [first, second] = words;
    if (first === undefined) continue;
    if (block === null && second === "(" && words.length === 2) block = { verb: first, line };
    else if (block !== null && first === ")") block = null;
    else if (block === null) addDirective(manifest, first, words.slice(1), line);
    else addDirective(manifest, block.verb, words, line);
  }
  if (block !== null) throw brokenManifest({ path, line: block.line, message: `the block ${block.verb} ( is not closed` });
  if (manifest.module === null && path.endsWith("go.mod"))
    throw brokenManifest({ path, line: 1, message: "the module directive is missing" });
  return manifest;
}

function addDirective(manifest: GoManifest, verb: string, words: readonly string[], line: number): void {
  const [first, second] = words;
  const fail = (message: string) => brokenManifest({ path: manifest.path, line, message });
  if (verb === "module") {
    if (first === undefined) throw fail("the module directive has no path");
    manifest.module = first;
  } else if (verb === "require") {
    if (first === undefined || second === undefined) throw fail("require needs a module path and a version");
    manifest.requires.push({ module: first, version: second, line });
  } else if (verb === "replace") {
    const arrow = words.indexOf("=>");
    const target = words[arrow + 1];
    if (first === undefined || arrow < 1 || target === undefined) throw fail("replace needs `module => replacement`");
    manifest.replaces.push({ module: first, folder: isLocal(target) ? target : null, target: words.slice(1).join(" "), line });
  } else if (verb === "go") {
    manifest.go = first ?? null;
  } else if (verb === "use") {
    if (first === undefined) throw fail("use needs a folder");
    manifest.uses.push({ folder: first, line });
  }
}

/** A replacement is a folder exactly when it begins with `./` or `../` or is absolute. */
function isLocal(target: string): boolean {
  return /^(\.{1,2}([/\\]|$)|\/|[A-Za-z]:\\)/.test(target);
}

function splitWords(raw: string, path: string, line: number): string[] {
  const words: string[] = [];
  const pattern = /\s*(?:(\/\/.*)|"((?:[^"\\]|\\.)*)"|`([^`]*)`|(["`].*)|([()])|((?:(?!\/\/)[^\s()"`])+))/gy;
  for (const match of raw.trimEnd().matchAll(pattern)) {
    const [, comment, quoted, literal, unclosed, parenthesis, word] = match;
    if (comment !== undefined) break;
    if (unclosed !== undefined) throw brokenManifest({ path, line, message: "a quoted string is not closed" });
    const value = quoted ?? literal ?? parenthesis ?? word;
    if (value !== undefined) words.push(value);
  }
  return words;
}
