import { below, folderAndAncestors, folderOf, isWithin, nameOf, resolveReference } from "../text/paths.ts";
import type { FileIndex } from "../workspace/file-index.ts";
import type { ImportTarget, ResolveImport } from "./import-target.ts";
import type { ProjectFolders } from "./project-folders.ts";
import { standardModules } from "./standard-modules.ts";

/** A Python project, as far as its modules are concerned. */
export interface PythonModules {
  root: string;
  /** Its name as a module: `my-lib` is `my_lib`. Stands for the project where no file does, as in an extension written in Rust. */
  module: string;
  /** Folders that modules lie in, from the repository root, beyond the usual ones. */
  sourceFolders: readonly string[];
}

/** What {@link createPythonResolver} needs. */
export interface PythonRequest {
  projects: readonly PythonModules[];
  folders: ProjectFolders;
  files: FileIndex;
  /** Whether an __init__.py only joins a namespace of several projects (pkgutil, pkg_resources). Asked when something is resolved. */
  isNamespace: (path: string) => boolean;
}

/** Modules that every project has for itself, which nobody imports from another one. */
const ownModules = new Set([
  "src",
  "test",
  "tests",
  "testing",
  "docs",
  "doc",
  "examples",
  "scripts",
  "setup",
  "conftest",
  "noxfile",
  "manage",
]);

/** How far an import follows a path: `depth` names of it are folders or files. */
interface Match {
  depth: number;
  path: string;
  isFile: boolean;
  /** The first name is a file or has an __init__.py: nothing else on the path can add to it. */
  isRegular: boolean;
  /** All of it was followed, or it ends in a folder that has files: what is not there may be generated, or written in another language. */
  isLikely: boolean;
}

/**
 * Resolves dotted modules to the files that a project of the repository has for them: in `src`, in the project's folder, and where its manifest says;
 * namespace packages are told apart by what lies in them. What the project itself has comes first. Modules named from a folder above the
 * project (`services.common`, with the repository's root on the path) and relative imports that leave it are followed too.
 */
export function createPythonResolver({ projects, folders, files, isNamespace }: PythonRequest): ResolveImport {
  const prepare = () => {
    const modules = new PythonFiles(files, isNamespace);
    const bases = new Map(projects.map((project) => [project.root, basesOf(project, modules)]));
    return { modules, bases, provided: createProvided(providersByName(projects, bases, modules, folders), modules) };
  };
  // Without a Python project there may be none of its files either, and to find that out one has to look at all.
  let prepared = projects.length === 0 ? null : prepare();
  return (name, path) => {
    const { modules, bases, provided } = (prepared ??= prepare());
    if (name.startsWith(".")) return relativeTargets(name, path, modules);
    const parts = name.split(".");
    const importer = folders.ownerOf(path);
    const own = importer === null ? null : bestMatch(ownBases(path, importer, bases.get(importer) ?? []), parts, modules);
    if (own?.isRegular === true) return [];
    const others = provided(name).filter(({ root }) => root !== importer);
    return [
      ...providedTargets(parts, others, own),
      ...targetsAbove({ parts, start: importer ?? folderOf(path), importer, folders, modules }),
    ];
  };
}

/** What has a module's name in a folder: a folder that holds Python files, however deep, or a file, or both. */
interface ModulePlace {
  folder: string | null;
  file: string | null;
}

/** The Python files of a repository, and the folders that hold some, however deep. */
class PythonFiles {
  readonly #files: FileIndex;
  readonly #isNamespace: PythonRequest["isNamespace"];
  /** What stands in a folder, by its name as a module. */
  readonly tops = new Map<string, Map<string, ModulePlace>>();

  constructor(files: FileIndex, isNamespace: PythonRequest["isNamespace"]) {
    this.#files = files;
    this.#isNamespace = isNamespace;
    const folders = new Set<string>();
    for (const folder of files.folders()) {
      if (!files.inFolder(folder).some(isPython)) continue;
      for (const above of folderAndAncestors(folder)) {
        if (folders.has(above)) break;
        folders.add(above);
      }
    }
    for (const folder of folders) {
      if (folder !== ".") this.#placeAt(folderOf(folder), nameOf(folder)).folder = folder;
      // Sorted, so that a .py comes before its .pyi.
      for (const path of files.inFolder(folder))
        if (isPython(path)) this.#placeAt(folder, nameOf(path).replace(/\.pyi?$/, "")).file ??= path;
    }
  }

  #placeAt(folder: string, name: string): ModulePlace {
    const places = this.tops.get(folder) ?? new Map<string, ModulePlace>();
    const place = places.get(name) ?? { folder: null, file: null };
    this.tops.set(folder, places.set(name, place));
    return place;
  }

  /** Follows `parts` from `base`; null when not even the first is there. */
  match(base: string, parts: readonly string[]): Match | null {
    let path = base;
    let isRegular = false;
    for (const [depth, part] of parts.entries()) {
      const place = this.tops.get(path)?.get(part);
      if (place === undefined)
        return depth === 0 ? null : { depth, path, isFile: false, isRegular, isLikely: this.#files.inFolder(path).length > 0 };
      const { folder } = place;
      const isRegularPackage = folder !== null && this.tops.get(folder)?.has("__init__") === true;
      const file = isRegularPackage ? null : place.file;
      if (depth === 0) isRegular = file !== null || (isRegularPackage && !this.#isNamespace(`${folder}/__init__.py`));
      if (file !== null) return { depth: depth + 1, path: file, isFile: true, isRegular, isLikely: true };
      path = folder ?? path;
    }
    return { depth: parts.length, path, isFile: false, isRegular, isLikely: true };
  }

  /** Files that an import of `path` runs, or would run if they were there. */
  filesOf({ path, isFile }: Pick<Match, "path" | "isFile">): string[] {
    const packages = folderAndAncestors(isFile ? folderOf(path) : path).filter((folder) => folder !== ".");
    return [...(isFile ? [path] : [`${path}.py`]), ...packages.map((folder) => `${folder}/__init__.py`)];
  }
}

function isPython(path: string): boolean {
  return path.endsWith(".py") || path.endsWith(".pyi");
}

function basesOf({ root, sourceFolders }: PythonModules, { tops }: PythonFiles): string[] {
  const usual = ["src", "lib", "python"].map((name) => below(root, name)).filter((folder) => tops.has(folder));
  return [...new Set([...sourceFolders, ...usual, root])];
}

/** Where a project's own import is looked for: its source folders, and every folder from the file up, as a test runner or a script puts them on the path. */
function ownBases(path: string, root: string, bases: readonly string[]): string[] {
  const above = folderAndAncestors(folderOf(path)).filter((folder) => isWithin(folder, root));
  return [...new Set([...bases, ...above, root])];
}

interface Provider {
  root: string;
  base: string | null;
}

function providersByName(
  projects: readonly PythonModules[],
  bases: ReadonlyMap<string, readonly string[]>,
  { tops }: PythonFiles,
  folders: ProjectFolders,
): Map<string, Provider[]> {
  const providers = new Map<string, Provider[]>();
  const add = (name: string, provider: Provider) => {
    const list = providers.get(name);
    if (list === undefined) providers.set(name, [provider]);
    else list.push(provider);
  };
  for (const { root, module } of projects) {
    let isNamed = false;
    for (const base of bases.get(root) ?? []) {
      for (const name of tops.get(base)?.keys() ?? []) {
        if (ownModules.has(name) || folders.ownerOf(below(base, name)) !== root) continue;
        add(name, { root, base });
        if (name === module) isNamed = true;
      }
    }
    if (!isNamed) add(module, { root, base: null });
  }
  return providers;
}

function bestMatch(bases: readonly string[], parts: readonly string[], modules: PythonFiles): Match | null {
  let best: Match | null = null;
  for (const base of bases) {
    const match = modules.match(base, parts);
    if (match !== null && (best === null || match.depth > best.depth || (match.isRegular && !best.isRegular))) best = match;
  }
  return best;
}

/** What a project has for a module. */
interface Provided {
  root: string;
  match: Match;
  /** It has no file of that name: the name is the project's. */
  byName: boolean;
}

/** What each project has for a module, by the module's name: a hundred projects of one namespace are asked once for each, whoever imports it. */
function createProvided(providers: ReadonlyMap<string, Provider[]>, modules: PythonFiles): (name: string) => Provided[] {
  const known = new Map<string, Provided[]>();
  return (name) => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const parts = name.split(".");
    const provided = (providers.get(parts[0] ?? "") ?? []).flatMap(({ root, base }) => {
      const match = base === null ? namedMatch(root) : modules.match(base, parts);
      return match === null ? [] : [{ root, match, byName: base === null }];
    });
    known.set(name, provided);
    return provided;
  };
}

/**
 * The project whose files follow the import furthest, and further than the importer's own; all of them where several do. Of a namespace that several
 * projects share, a folder with nothing but folders in it is no sign that what is missing there is theirs: others share it who are not in the repository.
 */
function providedTargets(parts: readonly string[], others: readonly Provided[], own: Match | null): ImportTarget[] {
  const isShared = others.length > 1 || own !== null;
  // A project is only taken by its name for what no file of another one is: `acme` may have all its modules in `acme-slim`.
  const isFound = others.some(({ match, byName }) => match.isRegular && !byName);
  const likely = others.filter(({ match, byName }) => (match.isLikely || !isShared) && !(byName && isFound));
  const depth = likely.reduce((furthest, { match }) => Math.max(furthest, match.depth), 0);
  if (depth <= (own?.depth ?? 0) || (depth === 1 && standardModules.has(parts[0] ?? ""))) return [];
  const found = likely.filter(({ match }) => match.depth === depth);
  // `import acme` alone, where several projects put packages into the namespace `acme`, is an import of none of them.
  if (found.length > 1 && found.every(({ match }) => !match.isRegular)) return depth === parts.length ? [] : found.map(toTarget);
  return found.map(toTarget);
}

function namedMatch(root: string): Match {
  return { depth: 1, path: root, isFile: false, isRegular: true, isLikely: true };
}

function toTarget({ root }: { root: string }): ImportTarget {
  return { path: root, files: () => [] };
}

interface AboveRequest {
  parts: readonly string[];
  start: string;
  importer: string | null;
  folders: ProjectFolders;
  modules: PythonFiles;
}

/** Modules named from a folder above the importer. One name alone must be a file or a package: any folder may be called like a library. */
function targetsAbove({ parts, start, importer, folders, modules }: AboveRequest): ImportTarget[] {
  const above = folderAndAncestors(start).slice(importer === null ? 0 : 1);
  for (const base of above) {
    const match = modules.match(base, parts);
    if (match === null || (match.depth === 1 && (!match.isRegular || standardModules.has(parts[0] ?? "")))) continue;
    if (importer !== null && folders.ownerOf(match.path) === importer) continue;
    return [{ path: match.path, files: () => modules.filesOf(match) }];
  }
  return [];
}

/** One dot is the file's own folder, each further one the folder above. */
function relativeTargets(name: string, path: string, modules: PythonFiles): ImportTarget[] {
  const [dots = "."] = /^\.+/.exec(name) ?? [];
  const base = resolveReference(folderOf(path), "../".repeat(dots.length - 1) || ".");
  const parts = name.slice(dots.length).split(".");
  if (base === null) return [];
  const match = modules.match(base, parts) ?? { path: base, isFile: false };
  return [{ path: match.path, files: () => modules.filesOf(match) }];
}
