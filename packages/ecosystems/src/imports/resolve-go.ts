import { NamedFolders } from "../text/named-folders.ts";
import { below, folderOf, isWithin, resolveReference } from "../text/paths.ts";
import { contentOf } from "../workspace/content-of.ts";
import type { FileIndex } from "../workspace/file-index.ts";
import type { ImportTarget, ResolveImport } from "./import-target.ts";
import { ProjectFolders } from "./project-folders.ts";

/** A module of the repository. */
export interface GoModuleFolder {
  module: string;
  root: string;
}

/** What import paths are resolved with. */
export interface GoResolverOptions {
  modules: readonly GoModuleFolder[];
  /** Modules in folders that are no projects: a local replacement for something from elsewhere. */
  vendored: readonly GoModuleFolder[];
  folders: ProjectFolders;
  goFiles: GoFiles;
  files: FileIndex;
}

/**
 * Resolves import paths to the folder of the package, by the longest module path that is a prefix. For a service that is a project inside a
 * module which it shares with others, the packages of that module are files: it depends on those it imports, not on the module as a whole.
 */
export function createGoResolver({ modules, vendored, folders, goFiles, files }: GoResolverOptions): ResolveImport {
  const own = new Set(modules.map(({ module }) => module));
  const named = new NamedFolders(
    [...modules, ...vendored.filter(({ module }) => !own.has(module))].map(({ module, root }) => [module, root]),
  );
  const moduleRoots = new ProjectFolders(modules.map(({ root }) => root));
  /** Whether `owner` is the module that the project in `root` shares with others, and `path` one of its files. */
  const isShared = (owner: string | null, path: string, root: string): owner is string =>
    owner !== null && root !== owner && moduleRoots.has(owner) && moduleRoots.ownerOf(path) === owner;
  return (name, path, root) => {
    if (name.startsWith("./")) {
      const embedded = below(folderOf(path), name).replace(/\/$/, "");
      return [
        { path: embedded, files: () => contentOf(embedded, files), asIs: true, asFiles: isShared(folders.ownerOf(embedded), path, root) },
      ];
    }
    if (name.startsWith("../")) return resolveHeader(name, path);
    return findModules(name, root, named).map((found) => {
      const folder = below(found.root, found.rest);
      const owner = folders.ownerOf(folder);
      return isShared(owner, path, root) && isWithin(found.root, owner)
        ? sharedPackage(folder, owner, goFiles)
        : { path: folder, files: () => goFiles(folder) };
    });
  };
}

/** A header of C that cgo's preamble names by its path. */
function resolveHeader(name: string, path: string): ImportTarget[] {
  const target = resolveReference(folderOf(path), name);
  return target === null ? [] : [{ path: target, files: () => [target] }];
}

/** The files of a package, for who imports it. */
export type GoFiles = (folder: string) => readonly string[];

function sharedPackage(folder: string, root: string, goFiles: GoFiles): ImportTarget {
  const further = ["go.mod", "go.sum"].map((name) => below(root, name));
  return { path: folder, files: () => [...goFiles(folder), ...further], asFiles: true };
}

function findModules(name: string, from: string, named: NamedFolders): { root: string; rest: string }[] {
  for (let end = name.length; end > 0; end = name.lastIndexOf("/", end - 1)) {
    const module = name.slice(0, end);
    if (named.has(module)) return named.find(module, from).map((root) => ({ root, rest: name.slice(end + 1) }));
  }
  return [];
}
