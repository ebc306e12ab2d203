import type { EcosystemReading, ManifestProject, ReadFile, RootEdge, SharedFile } from "../model/reading.ts";
import { below, folderAndAncestors, isWithin, nameOf, resolveReference } from "../text/paths.ts";
import { NamedFolders } from "../text/named-folders.ts";
import { readManifests } from "../text/read-manifests.ts";
import type { FileIndex } from "../workspace/file-index.ts";
import type { ReadingContext } from "../workspace/reading-context.ts";
import { nameOfModule } from "./module-name.ts";
import { parseGoMod, type GoManifest } from "./parse-go-mod.ts";

const golangciNames = [".golangci.yml", ".golangci.yaml", ".golangci.toml", ".golangci.json"];

/** Reads the Go modules of a repository and the go.work files that join them. */
export async function readGo({ files, ignored, readFile }: ReadingContext): Promise<EcosystemReading> {
  const isKept = (path: string) => !ignored.isIgnored(path);
  const modules = await readManifests(files.named("go.mod").filter(isKept), readFile, parseGoMod);
  const works = await readManifests(files.named("go.work").filter(isKept), readFile, parseGoMod);
  const named = new NamedFolders(modules.manifests.map(({ module, root }) => [module ?? "", root]));
  const roots = new Set(modules.manifests.map(({ root }) => root));
  const projects = await Promise.all(modules.manifests.map((manifest) => toProject(manifest, { files, readFile, roots })));
  const members = Map.groupBy(modules.manifests, (manifest) => workOf(manifest, works.manifests));
  return {
    projects,
    edges: [...members].flatMap(([work, all]) => edgesOf(all, work, named)),
    shared: sharedFiles(modules.manifests, works.manifests, files),
    broken: [...modules.broken, ...works.broken],
    vendor: new Map(modules.manifests.map((manifest) => [manifest.root, vendorFolders(manifest, works.manifests, files)])),
  };
}

/** What `go mod vendor` and `go work vendor` made, of which modules.txt tells: https://go.dev/ref/mod#vendoring. */
function vendorFolders(manifest: GoManifest, works: readonly GoManifest[], files: FileIndex): string[] {
  if (manifest.requires.length === 0) return [];
  const roots = new Set([manifest.root, workOf(manifest, works)?.root ?? manifest.root]);
  return [...roots].map((root) => below(root, "vendor")).filter((folder) => files.has(below(folder, "modules.txt")));
}

interface ModuleContext {
  files: FileIndex;
  readFile: ReadFile;
  roots: ReadonlySet<string>;
}

async function toProject(manifest: GoManifest, { files, readFile, roots }: ModuleContext): Promise<ManifestProject> {
  const { root, path } = manifest;
  const main = await hasMainPackage(root, files, readFile);
  return {
    root,
    name: nameOfModule(manifest.module ?? root),
    ecosystem: "go",
    manifest: path,
    version: null,
    private: true,
    runs: main,
    facts: {
      ecosystem: "go",
      module: manifest.module ?? "",
      isComplete: listsAllModules(manifest),
      vendored: vendoredModules(manifest, roots),
      main,
      golangci: golangciFile(root, files),
    },
  };
}

/** From Go 1.17 on a go.mod names every module that the build needs, those of others' too. */
function listsAllModules({ go }: GoManifest): boolean {
  const [major = 0, minor = 0] = (go ?? "").split(".").map(Number);
  return major > 1 || (major === 1 && minor >= 17);
}

/** What a go.mod replaces by a folder that is no project. */
function vendoredModules(manifest: GoManifest, roots: ReadonlySet<string>): { module: string; root: string }[] {
  return [...localReplaces(manifest)].map(([module, { root }]) => ({ module, root })).filter(({ root }) => !roots.has(root));
}

/** Go files whose package clause tells whether a module has something to run: one in its folder, and each main.go below it. */
function mainCandidates(root: string, files: FileIndex): string[] {
  const own = files.inFolder(root).filter((path) => path.endsWith(".go") && !path.endsWith("_test.go"));
  const main = own.find((path) => nameOf(path) === "main.go");
  const commands = files.named("main.go").filter((path) => isWithin(path, root) && path !== main);
  return [...(main === undefined ? own : [main]), ...commands];
}

async function hasMainPackage(root: string, files: FileIndex, readFile: ReadFile): Promise<boolean> {
  for (const path of mainCandidates(root, files)) {
    if (isMainPackage((await readFile(path)) ?? "")) return true;
  }
  return false;
}

/** Whether a Go file belongs to a package main that an ordinary build includes. */
function isMainPackage(text: string): boolean {
  return /^package\s+main\b/m.test(text) && !/^\/\/go:build\s+ignore\b/m.test(text);
}

function golangciFile(root: string, files: FileIndex): string | null {
  for (const folder of folderAndAncestors(root)) {
    const name = golangciNames.find((candidate) => files.has(below(folder, candidate)));
    if (name !== undefined) return below(folder, name);
  }
  return null;
}

/** The edges of the modules of one workspace; without a `work`, of modules by themselves. */
function edgesOf(modules: readonly GoManifest[], work: GoManifest | null, named: NamedFolders): RootEdge[] {
  const replaces = new Map(modules.map((manifest) => [manifest, localReplaces(manifest)]));
  // In a workspace the replacements of every module count for all of them, and those of the go.work before theirs.
  const ofAll: LocalReplaces = new Map(work === null ? [] : [...replaces.values()].flatMap((found) => [...found]));
  const ofWork: LocalReplaces = work === null ? new Map() : localReplaces(work);
  const edges: RootEdge[] = [];
  for (const [{ root: from, path, requires }, own] of replaces) {
    for (const { module, line } of requires) {
      const local = (ofWork.get(module) ?? own.get(module) ?? ofAll.get(module))?.root;
      for (const to of local === undefined ? named.find(module, from) : [local]) edges.push({ from, to, file: path, line });
    }
    // Before Go 1.17 a go.mod did not list what it needs indirectly: a local replacement may be all there is to see.
    const required = new Set(requires.map(({ module }) => module));
    for (const [module, { root, file, line }] of own)
      if (!required.has(module) && !ofWork.has(module)) edges.push({ from, to: root, file, line });
  }
  return edges;
}

type LocalReplaces = Map<string, { root: string; file: string; line: number }>;

function localReplaces({ replaces, root, path }: GoManifest): LocalReplaces {
  const found: LocalReplaces = new Map();
  for (const { module, folder, line } of replaces) {
    const target = folder === null ? null : resolveReference(root, folder);
    if (target !== null) found.set(module, { root: target, file: path, line });
  }
  return found;
}

/** The go.work whose workspace a module is in. */
function workOf(manifest: GoManifest, works: readonly GoManifest[]): GoManifest | null {
  const work = workAround(manifest, works);
  return work !== null && usedRoots(work).has(manifest.root) ? work : null;
}

/** The go.work that is in force in a module's folder, the nearest one above, whether it uses the module or not. */
function workAround({ root }: GoManifest, works: readonly GoManifest[]): GoManifest | null {
  for (const folder of folderAndAncestors(root)) {
    const work = works.find((candidate) => candidate.root === folder);
    if (work !== undefined) return work;
  }
  return null;
}

/** Asked for every module of a workspace about every other one. */
const rootsUsed = new WeakMap<GoManifest, Set<string | null>>();

function usedRoots(work: GoManifest): Set<string | null> {
  const roots = rootsUsed.get(work) ?? new Set(work.uses.map(({ folder }) => resolveReference(work.root, folder)));
  rootsUsed.set(work, roots);
  return roots;
}

/**
 * What a module requires from elsewhere; the versions of its workspace's own modules are what lies there. A replacement counts for all modules
 * of the workspace, whichever of them says it: it is told beside the version, as `module@=> fork v1.0.0`.
 */
function requestsOf({ requires }: GoManifest, own: ReadonlySet<string | null>, replaces: Replaces): string[] {
  return requires
    .filter(({ module }) => !own.has(module))
    .flatMap(({ module, version }) => {
      const targets = (replaces.get(module) ?? []).map(({ target }) => target);
      return [`${module}@${version}`, ...[...new Set(targets)].sort().map((target) => `${module}@${target}`)];
    });
}

/** By the module that is replaced. */
type Replaces = ReadonlyMap<string, GoManifest["replaces"]>;

/**
 * A go.work concerns the modules that it does not use too: the go command refuses to build them below it ("current directory is contained in a
 * module that is not one of the workspace modules listed in go.work"). Only whether it is there matters to them, so that they have no requests.
 */
function sharedFiles(modules: readonly GoManifest[], works: readonly GoManifest[], files: FileIndex): SharedFile[] {
  const shared: SharedFile[] = [];
  for (const { root } of modules) {
    if (files.has(below(root, "go.sum"))) shared.push({ path: below(root, "go.sum"), kind: "go.sum", roots: [root] });
  }
  for (const work of works) {
    const members = modules.filter((manifest) => workOf(manifest, works) === work);
    const roots = modules.filter((manifest) => workAround(manifest, works) === work).map(({ root }) => root);
    const own = new Set(members.map(({ module }) => module));
    const replaces = Map.groupBy(
      [...members, work].flatMap((manifest) => manifest.replaces),
      ({ module }) => module,
    );
    const requests = new Map(members.map((manifest) => [manifest.root, requestsOf(manifest, own, replaces)]));
    shared.push({ path: work.path, kind: "go.work", roots, requests });
    if (files.has(`${work.path}.sum`))
      shared.push({ path: `${work.path}.sum`, kind: "go.work.sum", roots: members.map(({ root }) => root) });
  }
  return shared;
}
