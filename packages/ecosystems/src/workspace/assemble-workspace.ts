import type { Warning } from "@sluice/core";
import type { ImportReading } from "../imports/read-import-edges.ts";
import type { BrokenManifest, EcosystemReading, ManifestProject, OnRead, RootEdge, SharedFile } from "../model/reading.ts";
import type { Dependency, LockfileUse, Project, Target, Workspace } from "../model/workspace.ts";
import { imageTarget } from "../targets/image-target.ts";
import { inferTargets } from "../targets/infer-targets.ts";
import { settingsInputs } from "../targets/settings-inputs.ts";
import { compareText } from "../text/compare-text.ts";
import { below, isWithin } from "../text/paths.ts";
import type { FileIndex } from "./file-index.ts";
import { resolveFolderEdges } from "./resolve-folder-edges.ts";

/** What the manifests of all ecosystems say. */
export interface WorkspaceParts {
  /** In the order in which a manifest decides the project's name: npm, cargo, go, python, docker. */
  readings: readonly EcosystemReading[];
  /** Names that override the manifests', by project folder. */
  names: ReadonlyMap<string, string>;
  /** Folders of the projects that have a Dockerfile. */
  imageRoots: ReadonlySet<string>;
  /** Names of the projects that the configuration gives an image. */
  imageProjects: ReadonlySet<string>;
  files: FileIndex;
  onRead?: OnRead | undefined;
}

/**
 * Puts the ecosystems together: one project a folder, one name a project, edges between names, everything sorted. What comes of it waits for what
 * the sources say beyond the manifests; all that does not depend on that is done before.
 */
export function assembleWorkspace({
  readings,
  names,
  imageRoots,
  imageProjects,
  files,
  onRead,
}: WorkspaceParts): (imports: ImportReading) => Workspace {
  const manifests = groupByRoot(readings.flatMap(({ projects }) => projects));
  const { nameOfRoot, warnings } = nameProjects(manifests, names);
  const folders = resolveFolderEdges(
    readings.flatMap(({ edges }) => edges),
    manifests.keys(),
    files,
    onRead,
  );
  const declared = readings.flatMap((reading) => reading.shared);
  const broken = readings.flatMap((reading) => reading.broken);
  const charts = Map.groupBy(
    readings.flatMap((reading) => reading.charts ?? []),
    ({ root }) => root,
  );
  const assembleProject = (root: string, group: ManifestGroup, reads: readonly string[], shared: SharedByRoot): Project => {
    const name = nameOfRoot.get(root) ?? "";
    const hasImage = imageRoots.has(root) || imageProjects.has(name);
    const own = (charts.get(root) ?? []).map(({ path }) => path).sort(compareText);
    return toProject({ name, group, hasImage, reads, shared: shared.get(root) ?? [], charts: own });
  };
  const declaredOf = groupSharedByRoot(declared);
  // Few projects take in anything from outside: as the others are now, they stay.
  const projects = [...manifests].map(([root, group]) => assembleProject(root, group, [], declaredOf));

  return ({ edges, reads, goUsers }) => {
    const vendored = vendoredFiles(
      readings.flatMap(({ vendor }) => [...(vendor ?? [])]),
      goUsers,
    );
    const allReads = withReads([reads, vendored], folders.reads, goUsers);
    const shared = withReaders([...withGoUsers(declared, goUsers), ...sharedGoMods(goUsers, readings)], allReads);
    const sharedOf = allReads.size === 0 ? declaredOf : groupSharedByRoot(shared);
    const whole = [...manifests].map(([root, group], index) => {
      const own = allReads.get(root);
      return own === undefined ? projects[index] : assembleProject(root, group, own, sharedOf);
    });
    return {
      projects: whole.filter((project) => project !== undefined).sort((a, b) => compareText(a.name, b.name)),
      dependencies: toDependencies(withImports(folders.edges, edges), nameOfRoot),
      lockfiles: toLockfiles(shared, nameOfRoot),
      warnings: [...warnings, ...broken.map(brokenWarning)].sort((a, b) => compareText(a.message, b.message)),
      broken: broken.map(({ root, manifest }) => ({ root, manifest })).sort((a, b) => compareText(a.manifest, b.manifest)),
    };
  };
}

/** The manifests of one folder. */
type ManifestGroup = readonly [ManifestProject, ...ManifestProject[]];

type SharedByRoot = ReadonlyMap<string, readonly SharedFile[]>;

/** A lockfile may have thousands of users: to ask each file about each project would take their product. */
function groupSharedByRoot(shared: readonly SharedFile[]): Map<string, SharedFile[]> {
  const groups = new Map<string, SharedFile[]>();
  for (const file of shared) {
    for (const root of new Set(file.roots)) {
      const group = groups.get(root);
      if (group === undefined) groups.set(root, [file]);
      else group.push(file);
    }
  }
  return groups;
}

function groupByRoot(projects: readonly ManifestProject[]): Map<string, ManifestGroup> {
  const groups = new Map<string, [ManifestProject, ...ManifestProject[]]>();
  for (const project of projects) {
    const group = groups.get(project.root);
    if (group === undefined) groups.set(project.root, [project]);
    else group.push(project);
  }
  return new Map([...groups].sort(([a], [b]) => compareText(a, b)));
}

/**
 * A name that several want is kept by the folder that is called so, else by the first in the order of paths, members of a workspace before those that
 * stand alone; the others are called by their path. Who keeps a name that is the path of one of those is called by its own path too, so that every name is given once.
 */
function nameProjects(manifests: ReadonlyMap<string, ManifestGroup>, names: ReadonlyMap<string, string>) {
  const { member = [], alone = [] } = Object.groupBy(manifests, ([, [first]]) => (first.standsAlone === true ? "alone" : "member"));
  const wanted = new Map([...member, ...alone].map(([root, [first]]) => [root, names.get(root) ?? first.name]));
  const keepers = chooseKeepers(wanted);
  const nameOfRoot = new Map<string, string>();
  const others = new Map<string, string[]>();
  for (const [root, name] of wanted) {
    const isKeeper = (keepers.get(name) ?? name) === root;
    nameOfRoot.set(root, isKeeper ? name : root);
    if (!isKeeper) others.set(name, [...(others.get(name) ?? []), root]);
  }
  const manifestOf = (root: string) => manifests.get(root)?.[0].manifest ?? root;
  const warnings = [...others].map(([name, roots]) =>
    duplicateWarning({ name, keeper: manifestOf(keepers.get(name) ?? name), others: roots.map(manifestOf), root: roots[0] ?? "" }),
  );
  return { nameOfRoot, warnings };
}

/** The folder that is called by a name that it wants, by the name; all others are called by their path. */
function chooseKeepers(wanted: ReadonlyMap<string, string>): Map<string, string> {
  const byPath = new Set<string>();
  for (;;) {
    const keepers = new Map<string, string>();
    for (const [root, name] of wanted) if (!byPath.has(root) && (name === root || !keepers.has(name))) keepers.set(name, root);
    const known = byPath.size;
    for (const [root, name] of wanted) if (keepers.get(name) !== root) byPath.add(root);
    for (const root of byPath) {
      const other = keepers.get(root);
      if (other !== undefined) byPath.add(other);
    }
    if (byPath.size === known) return keepers;
  }
}

interface Duplicates {
  name: string;
  /** The manifest of the project that is called so. */
  keeper: string;
  /** The manifests of the others. */
  others: readonly string[];
  /** The folder of the first of those. */
  root: string;
}

/** One for all projects that want a name: a repository with templates or test data may have hundreds. */
function duplicateWarning({ name, keeper, others, root }: Duplicates): Warning {
  const [first = "", ...more] = others;
  const message =
    more.length === 0
      ? `Two projects are called ${name}: ${keeper} and ${first}. The second is called ${root} here; give one of them another name.`
      : `${others.length + 1} projects are called ${name}: ${keeper}, ${first} and ${more.length} more. All but the first are called by their folder here; give them other names, or name templates and test data in projects.ignore.`;
  return { code: "SLUICE_DUPLICATE_PROJECT", message };
}

function brokenWarning({ message }: BrokenManifest): Warning {
  return { code: "SLUICE_BROKEN_MANIFEST", message };
}

interface ProjectParts {
  name: string;
  group: ManifestGroup;
  hasImage: boolean;
  reads: readonly string[];
  shared: readonly SharedFile[];
  charts: readonly string[];
}

function toProject({ name, group, hasImage, reads, shared, charts }: ProjectParts): Project {
  const [first] = group;
  const packageName = first.packageName ?? first.name;
  const targets: Record<string, Target> = {};
  for (const manifest of group) {
    const outside = outsideInputs([...reads, ...outsideFiles(manifest, shared)]);
    for (const [target, definition] of Object.entries(inferTargets(manifest)))
      targets[target] ??= withOutsideFiles({ name: target, target: definition, group, outside });
  }
  if (hasImage) targets["image"] ??= withReadFiles(imageTarget(name), reads);
  return {
    name,
    ...(packageName === name ? {} : { packageName }),
    root: first.root,
    type: hasImage || group.some(({ runs }) => runs) ? "app" : "lib",
    ecosystem: first.ecosystem,
    manifest: first.manifest,
    version: first.version,
    ...(first.versionManifest === undefined ? {} : { versionManifest: first.versionManifest }),
    private: first.private,
    ...(first.registries === undefined ? {} : { registries: first.registries }),
    targets: Object.fromEntries(Object.entries(targets).sort(([a], [b]) => compareText(a, b))),
    ...(reads.length === 0 ? {} : { reads: [...reads] }),
    ...(charts.length === 0 ? {} : { charts: [...charts] }),
  };
}

/** Lockfiles that Nx hashes by itself, package by package, when they stand at the root. */
const knownToNx = new Set(["package-lock.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock"]);

function outsideFiles({ root }: ManifestProject, shared: readonly SharedFile[]): string[] {
  const paths = shared.map(({ path }) => path);
  return paths.filter((path) => !isWithin(path, root) && !knownToNx.has(path)).sort();
}

interface TargetParts {
  name: string;
  target: Target;
  group: ManifestGroup;
  /** Inputs outside of the project. */
  outside: readonly string[];
}

/** A lockfile, a workspace's manifest or settings outside the project's folder decide its result too: of a folder in two ecosystems those of both. */
function withOutsideFiles({ name, target, group, outside }: TargetParts): Target {
  if (!target.cache) return target;
  let inputs = joinLists(target.inputs, outside);
  for (const { root, ecosystem, facts } of group) {
    const ownTsconfig = "ownTsconfig" in facts && facts.ownTsconfig;
    inputs = joinLists(inputs, settingsInputs({ root, ecosystem, target: name, ownTsconfig }));
  }
  return { ...target, inputs };
}

/** By the paths: all members of a workspace have the same. */
const knownOutside = new Map<string, string[]>();

function outsideInputs(paths: readonly string[]): readonly string[] {
  const key = paths.join("\0");
  const inputs = knownOutside.get(key) ?? paths.map((path) => `{workspaceRoot}/${path}`);
  knownOutside.set(key, inputs);
  return inputs;
}

/** By both of them: most projects have what their neighbours have. */
const joined = new WeakMap<readonly unknown[], WeakMap<readonly unknown[], unknown[]>>();

/** Both lists as one; the same list for the same ones. */
function joinLists(first: unknown[], second: readonly unknown[]): unknown[] {
  if (second.length === 0) return first;
  const known = joined.get(first) ?? new WeakMap<readonly unknown[], unknown[]>();
  joined.set(first, known);
  const list = known.get(second) ?? [...first, ...second];
  known.set(second, list);
  return list;
}

/** Who takes in Go packages of a module that others share installs from its go.sum too. */
function withReaders(shared: readonly SharedFile[], reads: ImportReading["reads"]): SharedFile[] {
  return shared.map((file) => {
    const readers = [...reads].filter(([root, paths]) => paths.includes(file.path) && !file.roots.includes(root)).map(([root]) => root);
    return readers.length === 0 ? file : { ...file, roots: [...file.roots, ...readers] };
  });
}

type Reads = ReadonlyMap<string, readonly string[]>;

/** What a Go module builds from a vendor folder outside of it, and those who share the module and import anything from elsewhere. */
function vendoredFiles(vendor: Iterable<readonly [root: string, folders: readonly string[]]>, goUsers: ImportReading["goUsers"]): Reads {
  const foldersOf = new Map(vendor);
  const users = goUsers.filter(({ imports }) => imports.length > 0).map(({ root, module }) => [root, foldersOf.get(module) ?? []] as const);
  const reads = new Map<string, string[]>();
  for (const [root, folders] of [...foldersOf, ...users]) {
    const outside = folders.filter((folder) => !isWithin(folder, root)).map((folder) => `${folder}/**`);
    if (outside.length > 0) reads.set(root, outside);
  }
  return reads;
}

/** What sources and manifests name; who shares a go.mod takes in the folders that it names too. */
function withReads(taken: readonly Reads[], named: Reads, goUsers: ImportReading["goUsers"]): Map<string, string[]> {
  const modules = new Map(goUsers.map(({ root, module }) => [root, module]));
  const roots = new Set([...taken.flatMap((reads) => [...reads.keys()]), ...named.keys(), ...modules.keys()]);
  return new Map(
    [...roots].map((root) => {
      const paths = [root, modules.get(root) ?? root].flatMap((of) => named.get(of) ?? []);
      return [root, [...new Set([...taken.flatMap((reads) => reads.get(root) ?? []), ...paths])].sort()];
    }),
  );
}

/** A go.mod that projects in its module share is judged by what they import of what it requires, where it says all of that. */
function sharedGoMods(goUsers: ImportReading["goUsers"], readings: readonly EcosystemReading[]): SharedFile[] {
  const shared: SharedFile[] = [];
  for (const { root, manifest, facts } of readings.flatMap(({ projects }) => projects)) {
    if (facts.ecosystem !== "go" || !facts.isComplete) continue;
    const users = goUsers.filter(({ module }) => module === root);
    const requests = new Map(users.map((user) => [user.root, user.imports]));
    if (users.length === 0) continue;
    shared.push({ path: manifest, kind: "go.mod", roots: [...requests.keys()], requests });
    shared.push({ path: below(root, "go.sum"), kind: "go.sum", roots: [...requests.keys()], requests });
  }
  return shared;
}

/** The go.work around a module is also that of projects in it, who ask for as much as the module where they import anything from elsewhere. */
function withGoUsers(shared: readonly SharedFile[], goUsers: ImportReading["goUsers"]): SharedFile[] {
  return shared.map((file) => {
    if (file.kind !== "go.work" && file.kind !== "go.work.sum") return file;
    const users = goUsers.filter(({ module }) => file.roots.includes(module));
    if (users.length === 0) return file;
    const roots = [...file.roots, ...users.map(({ root }) => root)];
    const requests = new Map(file.requests);
    for (const { root, module, imports } of users) {
      const asked = requests.get(module);
      if (asked !== undefined) requests.set(root, imports.length > 0 ? asked : []);
    }
    return { ...file, roots, ...(file.requests === undefined ? {} : { requests }) };
  });
}

function withReadFiles(target: Target, reads: readonly string[]): Target {
  return { ...target, inputs: [...target.inputs, ...reads.map((path) => `{workspaceRoot}/${path}`)] };
}

/** A manifest says it first: what the sources import is told only where no manifest declares it. */
function withImports(declared: readonly RootEdge[], imported: readonly RootEdge[]): RootEdge[] {
  const known = new Set(declared.map(({ from, to }) => `${from}\n${to}`));
  return [...declared, ...imported.filter(({ from, to }) => !known.has(`${from}\n${to}`))];
}

function toDependencies(edges: readonly RootEdge[], nameOfRoot: ReadonlyMap<string, string>): Dependency[] {
  const dependencies = new Map<string, Dependency>();
  for (const { from, to, file, line } of edges) {
    const source = nameOfRoot.get(from);
    const target = nameOfRoot.get(to);
    if (source === undefined || target === undefined || source === target) continue;
    const key = [source, target, file].join("\n");
    const known = dependencies.get(key);
    if (known !== undefined && (known.line ?? 0) <= (line ?? 0)) continue;
    dependencies.set(key, { source, target, file, ...(line === undefined ? {} : { line }) });
  }
  return [...dependencies.values()].sort(
    (a, b) => compareText(a.source, b.source) || compareText(a.target, b.target) || compareText(a.file, b.file),
  );
}

function toLockfiles(shared: readonly SharedFile[], nameOfRoot: ReadonlyMap<string, string>): LockfileUse[] {
  const uses = new Map<string, LockfileUse>();
  for (const { path, kind, roots, requests } of shared) {
    const use = uses.get(path) ?? { path, kind, projects: [] };
    const named = namedRequests(kind, requests, nameOfRoot);
    const projects = roots.map((root) => nameOfRoot.get(root)).filter((name) => name !== undefined);
    const all = named === null ? {} : { requests: { ...use.requests, ...named } };
    uses.set(path, { ...use, ...all, projects: [...new Set([...use.projects, ...projects])].sort(compareText) });
  }
  return [...uses.values()].sort((a, b) => compareText(a.path, b.path));
}

/** What each project asks for, by its name; null where nothing has to be told. A Cargo.lock knows crates by their names, which nearly always are the projects'. */
function namedRequests(
  kind: string,
  requests: SharedFile["requests"],
  nameOfRoot: ReadonlyMap<string, string>,
): Record<string, string[]> | null {
  if (requests === undefined) return null;
  const named = [...requests].map(([root, asked]): [string, string[]] => [nameOfRoot.get(root) ?? root, [...asked]]);
  if (kind !== "Cargo.lock") return Object.fromEntries(named);
  const others = named.filter(([name, [crate]]) => name !== crate);
  return others.length === 0 ? null : Object.fromEntries(others);
}
