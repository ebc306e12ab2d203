import { folderOf } from "../text/paths.ts";
import { parseTomlDocument, type TomlDocument } from "../text/toml-document.ts";
import { isTable, listOf, stringsOf, tableOf, textOf } from "../text/values.ts";
import { normalizePackageName } from "./package-name.ts";
import { listVersionFiles } from "./version-source.ts";
import { toolSettings } from "./tool-settings.ts";
import { parseRequirement } from "./parse-requirement.ts";

/** What Sluice needs of a pyproject.toml. */
export interface PyprojectManifest {
  path: string;
  root: string;
  /** It has [project] or [tool.poetry] with a name; otherwise it only configures tools. */
  name: string | null;
  version: string | null;
  /** Files that may hold the version instead, the likeliest first, from the project's folder. */
  versionFiles: string[];
  /** The classifier `Private :: …`, which PyPI refuses. */
  private: boolean;
  style: "pep621" | "poetry" | "none";
  /** uv manages it: there is a [tool.uv] table. */
  hasUvTable: boolean;
  /** It can be built into a wheel: there is a [build-system], or Poetry's package mode. */
  buildable: boolean;
  hasScripts: boolean;
  /** There is a [tool.ruff] table. */
  hasRuffTable: boolean;
  /** There is a [tool.pytest] table. */
  hasPytestTable: boolean;
  /** It has settings of tools, which heed them in the folders below too. */
  hasToolSettings: boolean;
  /** Globs of [tool.uv.workspace]; null when it declares no workspace. */
  uvWorkspace: { members: string[]; exclude: string[] } | null;
  /** Folders that its modules lie in, as its build back end is told: `src`, `lib`. */
  sourceFolders: string[];
  /** [tool.uv.sources] by normalised name: members inherit their workspace root's. */
  sources: Map<string, PythonSource>;
  dependencies: PythonDependency[];
  /** setuptools is to ask setup.py or setup.cfg for them: `dynamic = ["dependencies"]`. */
  asksSetup: boolean;
  /** Requirements files that its build back end reads them from, from the project's folder. */
  requirementFiles: string[];
  /** Folders and files outside of the project that its build back end is told to pack into it. */
  outsideSources: { path: string; line?: number }[];
}

/** Where uv takes a dependency from when not from an index. */
interface PythonSource {
  workspace: boolean;
  paths: string[];
}

/** One dependency: a name, and folders when the manifest says them itself. */
export interface PythonDependency {
  name: string;
  paths: string[];
  line?: number;
}

/** Parses a pyproject.toml: PEP 621, PEP 735 groups, uv and Poetry. Throws SLUICE_BROKEN_MANIFEST. */
export function parsePyproject(text: string, path: string): PyprojectManifest {
  const document = parseTomlDocument(text, path);
  const project = tableOf(document.value["project"]);
  const tool = tableOf(document.value["tool"]);
  const poetry = tableOf(tool["poetry"]);
  const uv = tableOf(tool["uv"]);
  const name = textOf(project["name"]) ?? textOf(poetry["name"]);
  return {
    path,
    root: folderOf(path),
    name,
    version: textOf(project["version"]) ?? textOf(poetry["version"]),
    versionFiles: listVersionFiles(document.value, name ?? "", sourceFoldersOf(tool)),
    private: [...stringsOf(project["classifiers"]), ...stringsOf(poetry["classifiers"])].some((classifier) =>
      classifier.startsWith("Private ::"),
    ),
    style: styleOf(name, tool),
    hasUvTable: isTable(tool["uv"]),
    sourceFolders: sourceFoldersOf(tool),
    buildable: isBuildable(document.value, uv, poetry),
    hasScripts: [project["scripts"], project["gui-scripts"], poetry["scripts"]].some((scripts) => Object.keys(tableOf(scripts)).length > 0),
    hasRuffTable: isTable(tool["ruff"]),
    hasPytestTable: isTable(tool["pytest"]),
    hasToolSettings: Object.keys(toolSettings(tool)).length > 0,
    uvWorkspace: uvWorkspaceOf(uv["workspace"]),
    sources: sourcesOf(uv["sources"]),
    dependencies: [...requirementDependencies(document), ...poetryDependencies(document)],
    asksSetup: stringsOf(project["dynamic"]).some((key) => key === "dependencies" || key === "optional-dependencies"),
    requirementFiles: requirementFilesOf(tool),
    outsideSources: outsideSourcesOf(document),
  };
}

function styleOf(name: string | null, tool: Record<string, unknown>): PyprojectManifest["style"] {
  if (name === null) return "none";
  return isTable(tool["poetry"]) ? "poetry" : "pep621";
}

function isBuildable(value: Record<string, unknown>, uv: Record<string, unknown>, poetry: Record<string, unknown>): boolean {
  return isTable(value["build-system"]) && uv["package"] !== false && poetry["package-mode"] !== false;
}

function uvWorkspaceOf(value: unknown): PyprojectManifest["uvWorkspace"] {
  return isTable(value) ? { members: stringsOf(value["members"]), exclude: stringsOf(value["exclude"]) } : null;
}

function sourcesOf(value: unknown): Map<string, PythonSource> {
  const sources = new Map<string, PythonSource>();
  for (const [name, entry] of Object.entries(tableOf(value))) {
    const entries = (Array.isArray(entry) ? entry : [entry]).map(tableOf);
    sources.set(normalizePackageName(name), {
      workspace: entries.some((source) => source["workspace"] === true),
      paths: entries.map((source) => textOf(source["path"])).filter((path) => path !== null),
    });
  }
  return sources;
}

/** What setuptools, and hatch-requirements-txt, are told to read. */
function requirementFilesOf(tool: Record<string, unknown>): string[] {
  const dynamic = tableOf(tableOf(tool["setuptools"])["dynamic"]);
  const hook = tableOf(hatchHooks(tool)["requirements_txt"]);
  const setuptools = [dynamic["dependencies"], ...Object.values(tableOf(dynamic["optional-dependencies"]))];
  const lists = [
    ...setuptools.map((entry) => tableOf(entry)["file"]),
    hook["files"],
    ...Object.values(tableOf(hook["optional-dependencies"])),
  ];
  return lists.flat().filter((path) => typeof path === "string");
}

/** Plugins that put dependencies together while Hatch builds: uv-dynamic-versioning, hatch-requirements-txt. */
function hatchHooks(tool: Record<string, unknown>): Record<string, unknown> {
  return tableOf(tableOf(tableOf(tool["hatch"])["metadata"])["hooks"]);
}

/** [project], [dependency-groups], [build-system], and the lists of uv, PDM and Hatch: all PEP 508 strings, PDM's with `-e` before some. */
function requirementDependencies(document: TomlDocument): PythonDependency[] {
  const { value } = document;
  const project = tableOf(value["project"]);
  const { hatch, pdm } = tableOf(value["tool"]);
  const lists: (readonly string[])[] = [
    ["project", "dependencies"],
    ["build-system", "requires"],
    ["tool", "uv", "dev-dependencies"],
    ...Object.keys(tableOf(project["optional-dependencies"])).map((extra) => ["project", "optional-dependencies", extra]),
    ...Object.keys(tableOf(value["dependency-groups"])).map((group) => ["dependency-groups", group]),
    ...Object.keys(tableOf(tableOf(pdm)["dev-dependencies"])).map((group) => ["tool", "pdm", "dev-dependencies", group]),
    ...Object.keys(tableOf(tableOf(hatch)["envs"])).flatMap((name) =>
      ["dependencies", "extra-dependencies"].map((list) => ["tool", "hatch", "envs", name, list]),
    ),
    ...Object.entries(hatchHooks(tableOf(value["tool"]))).flatMap(([name, hook]) => {
      const keys = ["tool", "hatch", "metadata", "hooks", name];
      const extras = Object.keys(tableOf(tableOf(hook)["optional-dependencies"]));
      return [[...keys, "dependencies"], ...extras.map((extra) => [...keys, "optional-dependencies", extra])];
    }),
  ];
  return lists.flatMap((keys) => requirementsAt(document, keys));
}

function requirementsAt(document: TomlDocument, keys: readonly string[]): PythonDependency[] {
  const dependencies: PythonDependency[] = [];
  for (const [index, entry] of listOf(valueAt(document.value, keys)).entries()) {
    const reference = typeof entry === "string" ? parseRequirement(entry.replace(/^(?:-e|--editable)[\s=]+/, "")) : null;
    if (reference === null || reference.name === null) continue;
    const line = document.line(...keys, index);
    dependencies.push({
      name: reference.name,
      paths: reference.path === null ? [] : [reference.path],
      ...(line === undefined ? {} : { line }),
    });
  }
  return dependencies;
}

/** [tool.poetry.dependencies] and its groups: tables of name → range or { path = … }. */
function poetryDependencies(document: TomlDocument): PythonDependency[] {
  const poetry = tableOf(tableOf(document.value["tool"])["poetry"]);
  const tables: (readonly string[])[] = [
    ["tool", "poetry", "dependencies"],
    ["tool", "poetry", "dev-dependencies"],
    ...Object.keys(tableOf(poetry["group"])).map((group) => ["tool", "poetry", "group", group, "dependencies"]),
  ];
  return tables.flatMap((keys) => poetryDependenciesAt(document, keys));
}

function poetryDependenciesAt(document: TomlDocument, keys: readonly string[]): PythonDependency[] {
  const dependencies: PythonDependency[] = [];
  for (const [name, entry] of Object.entries(tableOf(valueAt(document.value, keys)))) {
    if (name === "python") continue;
    const paths = (Array.isArray(entry) ? entry : [entry]).map((source) => textOf(tableOf(source)["path"])).filter((path) => path !== null);
    const line = document.line(...keys, name);
    dependencies.push({ name: normalizePackageName(name), paths, ...(line === undefined ? {} : { line }) });
  }
  return dependencies;
}

/** Poetry's `packages` with `from`, Hatch's `force-include`, Polylith's bricks: as written, up to what stands for several. */
function outsideSourcesOf({ value, line: lineOf }: TomlDocument): PyprojectManifest["outsideSources"] {
  const { poetry, hatch, polylith } = tableOf(value["tool"]);
  const named = listOf(tableOf(poetry)["packages"]).map((entry, index): [string, (string | number)[]] => {
    const { from, include } = tableOf(entry);
    return [`${textOf(from) ?? "."}/${textOf(include) ?? ""}`, ["tool", "poetry", "packages", index]];
  });
  const build = tableOf(tableOf(hatch)["build"]);
  const targets = Object.entries(tableOf(build["targets"])).map(([name, target]) => [["targets", name], tableOf(target)] as const);
  for (const [keys, table] of [[[], build] as const, ...targets])
    for (const path of Object.keys(tableOf(table["force-include"])))
      named.push([path, ["tool", "hatch", "build", ...keys, "force-include", path]]);
  for (const path of Object.keys(tableOf(tableOf(polylith)["bricks"]))) named.push([path, ["tool", "polylith", "bricks", path]]);
  return named.flatMap(([path, keys]) => {
    const whole = path.replace(/\/?[^/]*[*?[].*$/, "");
    if (!whole.startsWith("../")) return [];
    const line = lineOf(...keys);
    return [{ path: whole, ...(line === undefined ? {} : { line }) }];
  });
}

function valueAt(value: Record<string, unknown>, keys: readonly string[]): unknown {
  let current: unknown = value;
  for (const key of keys) current = tableOf(current)[key];
  return current;
}

/** Where Poetry, setuptools, uv, Maturin, PDM and Hatch are told to look for modules. */
function sourceFoldersOf(tool: Record<string, unknown>): string[] {
  const setuptools = tableOf(tool["setuptools"]);
  const wheel = tableOf(tableOf(tableOf(tableOf(tableOf(tool["hatch"])["build"])["targets"])["wheel"]));
  const folders = [
    ...listOf(tableOf(tool["poetry"])["packages"]).map((entry) => tableOf(entry)["from"]),
    ...Object.values(tableOf(setuptools["package-dir"])),
    ...stringsOf(tableOf(tableOf(setuptools["packages"])["find"])["where"]),
    ...[tableOf(tableOf(tool["uv"])["build-backend"])["module-root"]].flat(),
    tableOf(tool["maturin"])["python-source"],
    tableOf(tableOf(tool["pdm"])["build"])["package-dir"],
    ...stringsOf(wheel["sources"]),
    ...stringsOf(wheel["packages"]).map((path) => path.replace(/\/?[^/]+\/?$/, "")),
  ];
  return [...new Set(folders.map(textOf).filter((folder) => folder !== null))];
}
