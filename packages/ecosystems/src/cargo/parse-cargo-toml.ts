import { folderOf } from "../text/paths.ts";
import { parseTomlDocument, type TomlDocument } from "../text/toml-document.ts";
import { isTable, listOf, stringsOf, tableOf, textOf } from "../text/values.ts";

/** What Sluice needs of a Cargo.toml. */
export interface CargoManifest {
  path: string;
  root: string;
  /** [package]; null in a virtual workspace. */
  package: CargoPackage | null;
  /** [workspace]; null when the manifest declares none. */
  workspace: CargoWorkspace | null;
  dependencies: CargoDependency[];
  /** What else it inherits from its workspace: `package.version`, `lints`. */
  inherited: string[];
  /** Folders that [patch] puts in the place of published crates. Cargo heeds those of a workspace root only. */
  patches: { path: string; line?: number }[];
}

/** The [package] table. `inherited` stands for `key.workspace = true`. */
export interface CargoPackage {
  name: string;
  version: string | "inherited" | null;
  publish: CargoPublish | "inherited";
  /** `package.workspace`: the folder of the workspace root, as written. */
  workspace: string | null;
  /** Names of the [[bin]] tables; files under src may add binaries without one. */
  binaries: string[];
  /** Sources that it names outside of its folder: a build script, the `path` of [lib], [[bin]] and their sisters. */
  sources: { path: string; line?: number }[];
}

/** Whether a crate may be published; a list names the only registries that may have it. */
type CargoPublish = boolean | string[];

/** The [workspace] table. */
export interface CargoWorkspace {
  members: string[];
  exclude: string[];
  version: string | null;
  publish: CargoPublish;
  /** [workspace.dependencies] with a path, by key. */
  paths: Map<string, string>;
}

/** One entry of a dependency table: `path` as written, or `inherited` from [workspace.dependencies]. */
interface CargoDependency {
  key: string;
  path: string | null;
  inherited: boolean;
  line?: number;
}

const dependencyTables = ["dependencies", "dev-dependencies", "build-dependencies", "dev_dependencies", "build_dependencies"];

/** Parses a Cargo.toml. Throws SLUICE_BROKEN_MANIFEST, also for a [package] without a name. */
export function parseCargoToml(text: string, path: string): CargoManifest {
  const document = parseTomlDocument(text, path);
  return {
    path,
    root: folderOf(path),
    package: packageOf(document),
    workspace: workspaceOf(document),
    dependencies: dependenciesOf(document),
    inherited: inheritedKeys(document),
    patches: patchesOf(document),
  };
}

function inheritedKeys({ value }: TomlDocument): string[] {
  const keys = Object.entries(tableOf(value["package"])).filter(([, entry]) => isInherited(entry));
  return [...keys.map(([key]) => `package.${key}`), ...(isInherited(value["lints"]) ? ["lints"] : [])];
}

function packageOf(document: TomlDocument): CargoPackage | null {
  const { value } = document;
  const table = tableOf(value["package"]);
  const name = textOf(table["name"]);
  if (name === null) return null;
  return {
    name,
    version: isInherited(table["version"]) ? "inherited" : textOf(table["version"]),
    publish: isInherited(table["publish"]) ? "inherited" : publishOf(table["publish"]),
    workspace: textOf(table["workspace"]),
    binaries: listOf(value["bin"])
      .map((binary) => textOf(tableOf(binary)["name"]))
      .filter((binary) => binary !== null),
    sources: sourcesOf(document),
  };
}

function sourcesOf({ value, line: lineOf }: TomlDocument): CargoPackage["sources"] {
  const named: [unknown, ...(string | number)[]][] = [
    [tableOf(value["package"])["build"], "package", "build"],
    [tableOf(value["lib"])["path"], "lib", "path"],
  ];
  for (const table of ["bin", "example", "test", "bench"])
    for (const [index, entry] of listOf(value[table]).entries()) named.push([tableOf(entry)["path"], table, index, "path"]);
  return named.flatMap(([path, ...keys]) => {
    if (typeof path !== "string" || !path.startsWith("../")) return [];
    const line = lineOf(...keys);
    return [{ path, ...(line === undefined ? {} : { line }) }];
  });
}

function workspaceOf({ value }: TomlDocument): CargoWorkspace | null {
  if (!isTable(value["workspace"])) return null;
  const table = value["workspace"];
  const inherited = tableOf(table["package"]);
  const paths = new Map<string, string>();
  for (const [key, entry] of Object.entries(tableOf(table["dependencies"]))) {
    const path = textOf(tableOf(entry)["path"]);
    if (path !== null) paths.set(key, path);
  }
  return {
    members: stringsOf(table["members"]),
    exclude: stringsOf(table["exclude"]),
    version: textOf(inherited["version"]),
    publish: publishOf(inherited["publish"]),
    paths,
  };
}

function patchesOf(document: TomlDocument): CargoManifest["patches"] {
  const patches: CargoManifest["patches"] = [];
  for (const [registry, entries] of Object.entries(tableOf(document.value["patch"]))) {
    for (const [name, entry] of Object.entries(tableOf(entries))) {
      const path = textOf(tableOf(entry)["path"]);
      const line = document.line("patch", registry, name);
      if (path !== null) patches.push({ path, ...(line === undefined ? {} : { line }) });
    }
  }
  return patches;
}

function dependenciesOf(document: TomlDocument): CargoDependency[] {
  const targets = Object.keys(tableOf(document.value["target"])).map((target) => ["target", target]);
  const dependencies: CargoDependency[] = [];
  for (const parent of [[], ...targets]) {
    for (const table of dependencyTables) dependencies.push(...dependenciesAt(document, [...parent, table]));
  }
  return dependencies;
}

function dependenciesAt(document: TomlDocument, keys: readonly string[]): CargoDependency[] {
  let table: unknown = document.value;
  for (const key of keys) table = tableOf(table)[key];
  return Object.entries(tableOf(table)).map(([key, entry]) => {
    const line = document.line(...keys, key);
    return { key, path: textOf(tableOf(entry)["path"]), inherited: isInherited(entry), ...(line === undefined ? {} : { line }) };
  });
}

function isInherited(value: unknown): boolean {
  return tableOf(value)["workspace"] === true;
}

/** `publish` is true by default; `false` and an empty list of registries keep a crate private. */
function publishOf(value: unknown): CargoPublish {
  if (Array.isArray(value)) return value.length === 0 ? false : stringsOf(value);
  return value !== false;
}
