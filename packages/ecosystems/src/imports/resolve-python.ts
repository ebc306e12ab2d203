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
    return { modules, bases, providers: providersByName(projects, bases, modules, folders) };
  };
  // Without a Python project there may be none of its files either, and to find that out one has to look at all.
  let prepared = projects.length === 0 ? null : prepare();
  return (name, path) => {
    const { modules, bases, providers } = (prepared ??= prepare());
    if (name.startsWith(".")) return relativeTargets(name, path, modules);
    const parts = name.split(".");
    const importer = folders.ownerOf(path);
    const own = importer === null ? null : bestMatch(ownBases(path, importer, bases.get(importer) ?? []), parts, modules);
    if (own?.isRegular === true) return [];
    const others = (providers.get(parts[0] ?? "") ?? []).filter(({ root }) => root !== importer);
    return [
      ...providedTargets(parts, others, own, modules),
      ...targetsAbove({ parts, start: importer ?? folderOf(path), importer, folders, modules }),
    ];
  };
}

/** The Python files of a repository, and the folders that hold some, however deep. */
class PythonFiles {
  readonly #files: FileIndex;
  readonly #isNamespace: PythonRequest["isNamespace"];
  readonly #folders = new Set<string>();
  /** What stands in a folder, as names of modules. */
  readonly tops = new Map<string, Set<string>>();

  constructor(files: FileIndex, isNamespace: PythonRequest["isNamespace"]) {
    this.#files = files;
    this.#isNamespace = isNamespace;
    for (const folder of files.folders()) {
      if (!files.inFolder(folder).some(isPython)) continue;
      for (const above of folderAndAncestors(folder)) {
        if (this.#folders.has(above)) break;
        this.#folders.add(above);
      }
    }
    for (const folder of this.#folders) {
      if (folder !== ".") this.#addTop(folderOf(folder), nameOf(folder));
      for (const path of files.inFolder(folder)) if (isPython(path)) this.#addTop(folder, nameOf(path).replace(/\.pyi?$/, ""));
    }
  }

  #addTop(folder: string, name: string): void {
    const names = this.tops.get(folder);
    if (names === undefined) this.tops.set(folder, new Set([name]));
    else names.add(name);
  }

  /** Follows `parts` from `base`; null when not even the first is there. */
  match(base: string, parts: readonly string[]): Match | null {
    let path = base;
    let isRegular = false;
    for (const [depth, part] of parts.entries()) {
      const next = path === "." ? part : `${path}/${part}`;
      const isPackage = this.#folders.has(next);
      const isRegularPackage = isPackage && (this.#files.has(`${next}/__init__.py`) || this.#files.has(`${next}/__init__.pyi`));
      const file = isRegularPackage ? undefined : [`${next}.py`, `${next}.pyi`].find((candidate) => this.#files.has(candidate));
      if (depth === 0) isRegular = file !== undefined || (isRegularPackage && !this.#isNamespace(`${next}/__init__.py`));
      if (file !== undefined) return { depth: depth + 1, path: file, isFile: true, isRegular, isLikely: true };
      if (!isPackage)
        return depth === 0 ? null : { depth, path, isFile: false, isRegular, isLikely: this.#files.inFolder(path).length > 0 };
      path = next;
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
      for (const name of tops.get(base) ?? []) {
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

/**
 * The project whose files follow the import furthest, and further than the importer's own; all of them where several do. Of a namespace that several
 * projects share, a folder with nothing but folders in it is no sign that what is missing there is theirs: others share it who are not in the repository.
 */
function providedTargets(
  parts: readonly string[],
  providers: readonly Provider[],
  own: Match | null,
  modules: PythonFiles,
): ImportTarget[] {
  if (providers.length === 0) return [];
  const isShared = providers.length > 1 || own !== null;
  const matches = providers.flatMap(({ root, base }) => {
    const match = base === null ? namedMatch(root) : modules.match(base, parts);
    return match === null || (isShared && !match.isLikely) ? [] : [{ root, match }];
  });
  const depth = Math.max(0, ...matches.map(({ match }) => match.depth));
  if (depth <= (own?.depth ?? 0) || (depth === 1 && standardModules.has(parts[0] ?? ""))) return [];
  const found = matches.filter(({ match }) => match.depth === depth);
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
