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
  /** What it compiles from outside of its folder (`files`, `include`, `types`, `typeRoots`, `rootDirs`): relative paths, patterns, packages. */
  sources: ImportedName[];
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
    sources: [
      ...["files", "include"].flatMap((key) => outside(stringsOf(value[key])).map((name) => ({ name, line: lineOf(key) }))),
      ...[...outside([...stringsOf(options["typeRoots"]), ...stringsOf(options["rootDirs"])]), ...stringsOf(options["types"])].map(
        (name) => ({
          name,
          line: lineOf("compilerOptions"),
        }),
      ),
    ],
    baseUrl: textOf(options["baseUrl"]),
    aliases: Object.entries(tableOf(options["paths"])).map(([pattern, targets]) => ({ pattern, targets: stringsOf(targets) })),
  };
}

/**
 * What lies in the folder itself is its project's anyway, and in a file that others extend it is theirs to replace. A path without an ending or
 * a pattern is a folder (https://www.typescriptlang.org/tsconfig/#include).
 */
function outside(paths: readonly string[]): string[] {
  return paths.filter((path) => path.startsWith("../")).map((path) => (/[^/.*?][.][^/]*$|[*?][^/]*$/.test(path) ? path : `${path}/**/*`));
}
