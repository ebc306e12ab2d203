import { NamedFolders } from "../text/named-folders.ts";
import { createImageResolver, createPathResolver } from "../infrastructure/resolve-infrastructure.ts";
import type { OnRead, RootEdge } from "../model/reading.ts";
import type { Tsconfig } from "./parse-tsconfig.ts";
import { compareText } from "../text/compare-text.ts";
import { below, folderAndAncestors, folderOf, isDirectlyIn } from "../text/paths.ts";
import type { FileIndex } from "../workspace/file-index.ts";
import type { ReadingContext } from "../workspace/reading-context.ts";
import type { ImportTarget, ResolveImport } from "./import-target.ts";
import type { ImportedName, SourceImports } from "./imported-name.ts";
import { ProjectFolders } from "./project-folders.ts";
import { createGoFiles } from "./go-package-files.ts";
import { createGoResolver, type GoModuleFolder } from "./resolve-go.ts";
import { createJavascriptResolver } from "./resolve-javascript.ts";
import { createPythonResolver, type PythonModules } from "./resolve-python.ts";
import { readTsconfigs } from "./read-tsconfigs.ts";
import { createRustResolver } from "./resolve-rust.ts";
import { type ImportLanguage, importLanguageOf, isInstalled } from "./scan-imports.ts";

/** What the manifests say that imports are resolved with. */
export interface ImportRequest {
  context: Pick<ReadingContext, "files" | "readFile">;
  imports: Promise<SourceImports>;
  /** The folders of all projects. */
  roots: readonly string[];
  /** By the name in package.json. */
  packages: NamedFolders;
  /** The folders of npm projects without a tsconfig.json of their own. */
  withoutTsconfig: string[];
  python: PythonModules[];
  goModules: GoModuleFolder[];
  /** Modules in folders that are no projects. */
  vendoredGoModules: GoModuleFolder[];
  crateRoots: string[];
  /** By the name of the image. */
  images: NamedFolders;
  onRead?: OnRead | undefined;
}

/** What sources say beyond the manifests. */
export interface ImportReading {
  /** One edge a pair of projects: the first in the order of files. */
  edges: RootEdge[];
  /** By project folder: files outside of it that its sources take in, without depending on the whole project around them. Sorted. */
  reads: Map<string, string[]>;
  /** Projects that stand in a Go module which is not theirs, and share its go.mod. */
  goUsers: GoUser[];
}

/** A project in a Go module that is not its own. */
interface GoUser {
  root: string;
  /** The folder of the go.mod. */
  module: string;
  /** The packages from outside the repository that it imports, over any number of packages of the repository. Sorted. */
  imports: string[];
}

/**
 * Reads what the source files of all projects import, and gives the edges between projects. A file of no project that is imported is read by
 * the importing project, and so is what that file imports in its turn.
 */
export async function readImportEdges(request: ImportRequest): Promise<ImportReading> {
  const folders = new ProjectFolders(request.roots);
  if (folders.size === 0) return { edges: [], reads: new Map(), goUsers: [] };
  const tsconfigs = await readTsconfigsByPath(request);
  const bases = new Set([...tsconfigs.values()].flatMap((tsconfig) => tsconfig.bases));
  const sources: Sources = { imports: new Map(), tsconfigs, bases };
  // What needs no source is done while sources are still looked through.
  const resolve = createResolver(request, folders, sources);
  sources.imports = await request.imports;
  const found = new Findings(request.context.files, request.onRead);
  const walk: Walk = { sources, resolve, folders, found, known: new Map(), last: null };
  forEachFile(sources, (path, names) => {
    const root = folders.ownerOfFile(path);
    if (root !== null) followNames(names, path, root, walk, null);
  });
  for (const root of request.withoutTsconfig) followTsconfigAbove(root, walk);
  const nested = nestedInGoModules(request, folders);
  for (const edge of nested) {
    found.addEdge(edge);
    for (const name of ["go.mod", "go.sum"]) found.addReadIfThere(edge.to, below(edge.from, name));
  }
  return { ...found.toReading(), goUsers: nested.map(({ from, to }) => ({ root: to, module: from, imports: found.goImportsOf(to) })) };
}

interface Sources {
  imports: SourceImports;
  /** By path. */
  tsconfigs: ReadonlyMap<string, Tsconfig>;
  /** What tsconfigs extend: of all that a name may stand for, only that is inherited. */
  bases: ReadonlySet<ImportedName>;
}

interface Walk {
  sources: Sources;
  resolve: ResolveImport;
  folders: ProjectFolders;
  found: Findings;
  /** What was resolved already, by project, folder and language: it leads to the same from every file there. */
  known: Map<string, Known>;
  /** The last of those: most files come after another one of their folder. */
  last: { root: string; folder: string; language: ImportLanguage | null; known: Known } | null;
}

interface Known {
  names: Set<string>;
  /** Lists of names that many files share. */
  lists: Set<readonly ImportedName[]>;
}

async function readTsconfigsByPath({ context: { files, readFile }, packages }: ImportRequest): Promise<Sources["tsconfigs"]> {
  const tsconfigs = await readTsconfigs({ files, readFile, packages, isInstalled });
  return new Map(tsconfigs.map((tsconfig) => [tsconfig.path, tsconfig]));
}

function createResolver(request: ImportRequest, folders: ProjectFolders, sources: Sources): ResolveImport {
  const { files } = request.context;
  const resolvePath = createPathResolver(files);
  const resolvers: Record<ImportLanguage, ResolveImport> = {
    javascript: createJavascriptResolver({ packages: request.packages, tsconfigs: [...sources.tsconfigs.values()], files }),
    python: createPythonResolver({
      projects: request.python,
      folders,
      files,
      isNamespace: (path) => sources.imports.get(path)?.some(joinsNamespace) ?? false,
    }),
    go: createGoResolver({
      modules: request.goModules,
      vendored: request.vendoredGoModules,
      folders,
      goFiles: createGoFiles(files),
      files,
    }),
    rust: createRustResolver(new ProjectFolders(request.crateRoots)),
    kustomize: resolvePath,
    helm: resolvePath,
    terraform: resolvePath,
    compose: resolvePath,
    docker: createImageResolver(request.images, (root) => {
      const dockerfiles = files.inFolder(root).filter((path) => importLanguageOf(path) === "docker");
      return dockerfiles.flatMap((path) => sources.imports.get(path) ?? []).map(({ name }) => name);
    }),
  };
  return (name, path, root) => resolvers[importLanguageOf(path) ?? "javascript"](name, path, root);
}

/** `from pkgutil import extend_path`, `__import__("pkg_resources").declare_namespace(…)`: how namespaces were made before PEP 420. */
function joinsNamespace({ name }: ImportedName): boolean {
  return name === "pkgutil.extend_path" || name.startsWith("pkg_resources");
}

/**
 * Adds what a file says for the project in `root`; with `seen`, the files of no project that it came through. Who extends a tsconfig gets all of it
 * but its references (https://www.typescriptlang.org/tsconfig/#extends).
 */
function followFile({ path, isBase }: { path: string; isBase: boolean }, root: string, walk: Walk, seen: Set<string>): void {
  const { imports, tsconfigs } = walk.sources;
  followNames(imports.get(path) ?? [], path, root, walk, seen);
  const tsconfig = tsconfigs.get(path);
  if (tsconfig === undefined) return;
  followNames(isBase ? [...tsconfig.bases, ...tsconfig.sources] : namesIn(tsconfig), path, root, walk, seen);
}

/** All files that say something, sorted, as sources are already; but for one that says what its neighbour in the same language said. */
function forEachFile({ imports, tsconfigs }: Sources, look: (path: string, names: readonly ImportedName[]) => void): void {
  const others = [...tsconfigs].map(([path, tsconfig]) => [path, namesIn(tsconfig)] as const).sort(([a], [b]) => compareText(a, b));
  let next = 0;
  let last: { folder: string; names: readonly ImportedName[]; language: ImportLanguage | null } | null = null;
  imports.forEach((names, path) => {
    if (last !== null && names === last.names && isDirectlyIn(path, last.folder) && importLanguageOf(path) === last.language) return;
    last = { folder: folderOf(path), names, language: importLanguageOf(path) };
    for (let other = others[next]; other !== undefined && other[0] < path; other = others[++next]) look(...other);
    look(path, names);
  });
  for (const other of others.slice(next)) look(...other);
}

function namesIn({ bases, references, sources }: Tsconfig): ImportedName[] {
  return [...bases, ...references, ...sources];
}

/** Whose files find the tsconfig.json of a folder above reads what that extends; not what it references, which is built apart. */
function followTsconfigAbove(root: string, walk: Walk): void {
  const { tsconfigs } = walk.sources;
  const above = folderAndAncestors(root).slice(1);
  const nearest = above.map((folder) => tsconfigs.get(below(folder, "tsconfig.json"))).find((tsconfig) => tsconfig !== undefined);
  if (nearest === undefined) return;
  const { path, bases } = nearest;
  for (const { name, line } of bases) {
    for (const target of walk.resolve(name, path, root)) {
      const owner = walk.folders.ownerOf(target.path);
      if (owner === root) continue;
      // It may stand in a project around this one: a setting of that, which the whole of it is not.
      const isFile = owner === null || walk.found.filesOf(target).length > 0;
      if (isFile) readFiles(target, { from: root, file: path, line }, walk, { seen: new Set(), isBase: true });
      else walk.found.addEdge({ from: root, to: owner, file: path, line });
    }
  }
}

/** The same for some of the names that a file says; with null, it came through none. */
function followNames(names: readonly ImportedName[], path: string, root: string, walk: Walk, seen: Set<string> | null): void {
  const { resolve, folders, found } = walk;
  const known = knownFrom(path, root, walk);
  if (known.lists.has(names)) return;
  known.lists.add(names);
  let through = seen;
  for (const imported of names) {
    const { name, line } = imported;
    if (known.names.has(name)) continue;
    known.names.add(name);
    const targets = resolve(name, path, root);
    if (targets.length === 0 && importLanguageOf(path) === "go") found.addGoImport(root, name);
    for (const target of targets) {
      const owner = target.asFiles === true ? null : folders.ownerOf(target.path);
      if (owner === root) continue;
      if (owner !== null && !isFileOfRoot(target, owner, path, found)) found.addEdge({ from: root, to: owner, file: path, line });
      else
        readFiles(target, { from: root, file: path, line }, walk, {
          seen: (through ??= new Set()),
          isBase: walk.sources.bases.has(imported),
        });
    }
  }
}

/**
 * Whether what JavaScript names is a file of the project at the repository's root. That has settings, scripts and documents for everybody around its
 * own sources: who takes in one of its files, with what that imports, does not need all of them.
 */
function isFileOfRoot(target: ImportTarget, owner: string, path: string, found: Findings): boolean {
  if (owner !== "." || target.path === "." || (importLanguageOf(path) ?? "javascript") !== "javascript") return false;
  return found.filesOf(target).length > 0;
}

function knownFrom(path: string, root: string, walk: Walk): Known {
  const language = importLanguageOf(path);
  const { last } = walk;
  if (last !== null && last.root === root && last.language === language && isDirectlyIn(path, last.folder)) return last.known;
  const folder = folderOf(path);
  const key = `${root}\n${language}\n${folder}`;
  const known = walk.known.get(key) ?? { names: new Set(), lists: new Set() };
  walk.known.set(key, known);
  walk.last = { root, folder, language, known };
  return known;
}

function readFiles(
  target: ImportTarget,
  by: Omit<RootEdge, "to">,
  walk: Walk,
  { seen, isBase }: { seen: Set<string>; isBase: boolean },
): void {
  for (const path of walk.found.filesOf(target)) {
    if (seen.has(path)) continue;
    seen.add(path);
    walk.found.addRead(by.from, path);
    walk.found.onRead?.({ ...by, to: target.asIs === true ? target.path : path });
    followFile({ path, isBase }, by.from, walk, seen);
  }
  for (const path of target.through?.() ?? []) {
    if (!seen.has(path)) followFile({ path, isBase }, by.from, walk, seen.add(path));
  }
}

/** A Go module's own targets take in every package below it, also those that are projects of their own without a go.mod. */
function nestedInGoModules({ context, goModules, roots }: ImportRequest, folders: ProjectFolders): RootEdge[] {
  const modules = new ProjectFolders(goModules.map(({ root }) => root));
  const nested = new Set(roots.filter((root) => !modules.has(root) && modules.ownerOf(root) !== null));
  const edges: RootEdge[] = [];
  for (const path of nested.size === 0 ? [] : context.files.paths()) {
    const [from, to] = [modules.ownerOf(path), folders.ownerOf(path)];
    if (!path.endsWith(".go") || from === null || to === null || !nested.has(to)) continue;
    nested.delete(to);
    edges.push({ from, to, file: path, line: 1 });
  }
  return edges;
}

/** Collects edges, the first of each pair, and the files that projects read. */
class Findings {
  readonly onRead: OnRead | undefined;
  readonly #files: FileIndex;
  readonly #edges = new Map<string, RootEdge>();
  readonly #reads = new Map<string, Set<string>>();
  readonly #goImports = new Map<string, Set<string>>();

  constructor(files: FileIndex, onRead: OnRead | undefined) {
    this.#files = files;
    this.onRead = onRead;
  }

  addEdge(edge: RootEdge): void {
    const key = `${edge.from}\n${edge.to}`;
    if (!this.#edges.has(key)) this.#edges.set(key, edge);
  }

  addReadIfThere(root: string, file: string): void {
    if (this.#files.has(file)) this.addRead(root, file);
  }

  /** Of the standard library's packages none has a dot before its first slash. */
  addGoImport(root: string, name: string): void {
    if (!/^[^/]*\./.test(name)) return;
    const names = this.#goImports.get(root) ?? new Set();
    this.#goImports.set(root, names.add(name));
  }

  goImportsOf(root: string): string[] {
    return [...(this.#goImports.get(root) ?? [])].sort();
  }

  addRead(root: string, file: string): void {
    const files = this.#reads.get(root);
    if (files === undefined) this.#reads.set(root, new Set([file]));
    else files.add(file);
  }

  /** Of the files that an import may mean those that are there. Where none is, any of them would be missed: all, unless it means a folder. */
  filesOf({ path, files, asIs }: ImportTarget): readonly string[] {
    const all = files();
    if (asIs === true) return all;
    const present = all.filter((file) => this.#files.has(file));
    const entry = present.length > 0 ? null : this.#files.entryAround(path);
    if (entry !== null) return [entry];
    return present.length > 0 || this.#files.holdsFilesBelow(path) ? present : all;
  }

  toReading(): Pick<ImportReading, "edges" | "reads"> {
    return { edges: [...this.#edges.values()], reads: new Map([...this.#reads].map(([root, files]) => [root, [...files].sort()])) };
  }
}
