import { parseJsonDocument, type JsonDocument } from "../text/json-document.ts";
import { folderOf } from "../text/paths.ts";
import { isTable, stringsOf, tableOf, textOf } from "../text/values.ts";

/** What Sluice needs of a package.json. */
export interface NpmManifest {
  path: string;
  root: string;
  /** The package's name, which others depend on; null when there is none. */
  packageName: string | null;
  /** `nx.name`: what Nx calls the project instead. */
  nxName: string | null;
  /** There is an `nx` key: at the root of a repository it makes Nx see a project. */
  hasNxKey: boolean;
  version: string | null;
  private: boolean;
  scripts: Record<string, string>;
  /** Globs of the workspace that this manifest declares; null when it declares none. */
  workspaces: string[] | null;
  hasBinary: boolean;
  /** First folders of the paths that the package publishes (`main`, `types`, `bin`, `files`): what a build may write. */
  publishedFolders: string[];
  dependencies: NpmDependency[];
}

/** One entry of `dependencies` or its sisters. */
interface NpmDependency {
  name: string;
  /** The range or protocol as written: `^1.0.0`, `workspace:*`, `file:../lib`, `npm:other@1`. */
  specifier: string;
  line?: number;
}

const dependencyFields = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"] as const;

/** Parses a package.json. Throws SLUICE_BROKEN_MANIFEST. */
export function parsePackageJson(text: string, path: string): NpmManifest {
  const document = parseJsonDocument(text, path);
  const { value } = document;
  const nx = tableOf(value["nx"]);
  return {
    path,
    root: folderOf(path),
    packageName: textOf(value["name"]),
    nxName: textOf(nx["name"]),
    hasNxKey: isTable(value["nx"]),
    version: textOf(value["version"]),
    private: value["private"] === true,
    scripts: scriptsOf(value["scripts"], nx["includedScripts"]),
    workspaces: workspacesOf(value["workspaces"]),
    hasBinary: textOf(value["bin"]) !== null || Object.keys(tableOf(value["bin"])).length > 0,
    publishedFolders: publishedFoldersOf(value),
    dependencies: dependenciesOf(document),
  };
}

/** `included` is `nx.includedScripts`: the only ones that Nx makes targets of, when it is there. */
function scriptsOf(value: unknown, included: unknown): Record<string, string> {
  const scripts: Record<string, string> = {};
  for (const [name, command] of Object.entries(tableOf(value))) {
    const isIncluded = !Array.isArray(included) || included.includes(name);
    if (typeof command === "string" && isIncluded) scripts[name] = command;
  }
  return scripts;
}

/** A list of globs, or (Yarn 1) a table with `packages`. */
function workspacesOf(value: unknown): string[] | null {
  if (Array.isArray(value)) return stringsOf(value);
  return isTable(value) ? stringsOf(value["packages"]) : null;
}

function publishedFoldersOf(value: Record<string, unknown>): string[] {
  const paths = [
    value["main"],
    value["module"],
    value["types"],
    value["bin"],
    ...Object.values(tableOf(value["bin"])),
    ...stringsOf(value["files"]),
  ];
  const folders = new Set<string>();
  for (const path of paths) {
    const text = textOf(path);
    if (text === null) continue;
    const [, folder] = /^(?:\.\/)?([\w-][\w.-]*)(?:\/.*)?$/.exec(text) ?? [];
    if (folder !== undefined && !folder.includes(".")) folders.add(folder);
  }
  return [...folders];
}

function dependenciesOf(document: JsonDocument): NpmDependency[] {
  const dependencies: NpmDependency[] = [];
  const seen = new Set<string>();
  for (const field of dependencyFields) {
    for (const [name, specifier] of Object.entries(tableOf(document.value[field]))) {
      if (typeof specifier !== "string" || seen.has(`${name} ${specifier}`)) continue;
      seen.add(`${name} ${specifier}`);
      const line = document.line(field, name);
      dependencies.push({ name, specifier, ...(line === undefined ? {} : { line }) });
    }
  }
  return dependencies;
}
