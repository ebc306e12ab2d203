import { findNodeAtLocation, getNodeValue, parseTree } from "jsonc-parser";
import { lineAt } from "../text/broken-manifest.ts";
import { folderOf } from "../text/paths.ts";
import { stringsOf, tableOf, textOf } from "../text/values.ts";
import type { ImportedName } from "./imported-name.ts";

/** What a tsconfig.json or jsconfig.json says about other projects. */
export interface Tsconfig {
  path: string;
  folder: string;
  /** Folders whose files, with those below, it counts for: its own, and those of what extends it. */
  appliesIn: Set<string>;
  /** What it extends, as written: a relative path or a package. */
  bases: ImportedName[];
  /** The folders and files that it references, as relative paths. */
  references: ImportedName[];
  /** `compilerOptions.baseUrl` as written; null when there is none. */
  baseUrl: string | null;
  /** `compilerOptions.paths`: patterns with at most one `*`, and what they stand for. */
  aliases: { pattern: string; targets: string[] }[];
}

/** Whether a file of that name is read as one: `tsconfig.json`, `tsconfig.base.json`, `jsconfig.json`. */
export function isTsconfigName(name: string): boolean {
  return /^(ts|js)config(\..+)?\.json$/.test(name);
}

/** Parses a tsconfig.json, comments and trailing commas allowed. What cannot be parsed is left out: the compiler says what is wrong with it. */
export function parseTsconfig(text: string, path: string): Tsconfig {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const value = tree === undefined ? {} : tableOf(getNodeValue(tree));
  const options = tableOf(value["compilerOptions"]);
  const lineOf = (key: string) => {
    const node = tree === undefined ? undefined : findNodeAtLocation(tree, [key]);
    return node === undefined ? 1 : lineAt(text, node.offset);
  };
  const bases = typeof value["extends"] === "string" ? [value["extends"]] : stringsOf(value["extends"]);
  const references = Array.isArray(value["references"]) ? value["references"].map((entry) => textOf(tableOf(entry)["path"])) : [];
  return {
    path,
    folder: folderOf(path),
    appliesIn: new Set([folderOf(path)]),
    bases: bases.map((name) => ({ name, line: lineOf("extends") })),
    references: references.filter((name) => name !== null).map((name) => ({ name: `./${name}`, line: lineOf("references") })),
    baseUrl: textOf(options["baseUrl"]),
    aliases: Object.entries(tableOf(options["paths"])).map(([pattern, targets]) => ({ pattern, targets: stringsOf(targets) })),
  };
}
