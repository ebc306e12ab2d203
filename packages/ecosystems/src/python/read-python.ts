import picomatch from "picomatch";
import { hasPlainDockerfile } from "../docker/dockerfiles.ts";
import type { EcosystemReading, ManifestProject, ReadFile, RootEdge, SharedFile } from "../model/reading.ts";
import { below, folderAndAncestors, folderOf, nameOf, relativeTo, resolveReference } from "../text/paths.ts";
import { NamedFolders } from "../text/named-folders.ts";
import { compareText } from "../text/compare-text.ts";
import { readManifests } from "../text/read-manifests.ts";
import type { FileIndex } from "../workspace/file-index.ts";
import { nameFromFolder, type ReadingContext } from "../workspace/reading-context.ts";
import { normalizePackageName } from "./package-name.ts";
import { parsePyproject, type PyprojectManifest, type PythonDependency } from "./parse-pyproject.ts";
import { findVersion } from "./version-file.ts";
import { parseRequirements, type RequirementsManifest } from "./parse-requirements.ts";

/** Whether a file of that name is read as a pip requirements file: `requirements.txt`, `requirements-dev.txt`, `dev-requirements.txt`. */
function isRequirementsName(name: string): boolean {
  return /^(requirements[\w.-]*|[\w.-]+[-_.]requirements)\.(txt|in)$/.test(name) || /^constraints[\w.-]*\.txt$/.test(name);
}

/**
 * Reads the Python projects of a repository: each pyproject.toml with a name in [project] or [tool.poetry], and each folder
 * that has a requirements.txt and a Dockerfile (a service without packaging).
 */
export async function readPython(context: ReadingContext): Promise<EcosystemReading> {
  const { files, ignored, readFile } = context;
  const pyprojectPaths = files.named("pyproject.toml").filter((path) => !ignored.isIgnored(path));
  const pyprojects = await readManifests(pyprojectPaths, readFile, parsePyproject);
  const requirementPaths = files.matching(isRequirementsName).filter((path) => !ignored.isIgnored(path));
  const requirements = await readRequirements(requirementPaths, context);
  const versions = await readVersionFiles(pyprojects.manifests, readFile);
  return {
    ...assemblePython({ pyprojects: pyprojects.manifests, requirements, versions, context }),
    broken: pyprojects.broken,
  };
}

/** The files at `paths`, and those that they include, whatever they are called, over any number of steps. */
async function readRequirements(paths: readonly string[], { files, readFile }: ReadingContext): Promise<RequirementsManifest[]> {
  const known = new Set(paths);
  const found: RequirementsManifest[] = [];
  for (let next: readonly string[] = paths; next.length > 0;) {
    const { manifests } = await readManifests(next, readFile, parseRequirements);
    found.push(...manifests);
    next = manifests.flatMap(includedPaths).filter((path) => files.has(path) && !known.has(path) && known.add(path));
  }
  return found.sort((a, b) => compareText(a.path, b.path));
}

function includedPaths({ root, includes }: RequirementsManifest): string[] {
  return includes.map(({ path }) => resolveReference(root, path)).filter((path) => path !== null);
}

/** A version that stands in another file than the manifest. */
interface FileVersion {
  version: string;
  path: string;
}

/** By manifest: the version that its build takes from a file. */
async function readVersionFiles(manifests: readonly PyprojectManifest[], readFile: ReadFile): Promise<Map<PyprojectManifest, FileVersion>> {
  const versions = new Map<PyprojectManifest, FileVersion>();
  for (const manifest of manifests) {
    for (const file of manifest.versionFiles) {
      const path = resolveReference(manifest.root, file);
      const found = path === null ? null : findVersion((await readFile(path)) ?? "", path);
      if (path === null || found === null) continue;
      versions.set(manifest, { version: found.version, path });
      break;
    }
  }
  return versions;
}

interface PythonManifests {
  pyprojects: PyprojectManifest[];
  requirements: RequirementsManifest[];
  versions: ReadonlyMap<PyprojectManifest, FileVersion>;
  context: ReadingContext;
}

function assemblePython({ pyprojects, requirements, versions, context }: PythonManifests): Omit<EcosystemReading, "broken"> {
  const { files } = context;
  const named = pyprojects.filter(({ style }) => style !== "none");
  const workspaces = pyprojects.filter(({ uvWorkspace }) => uvWorkspace !== null);
  const tested = findTestedFolders(files);
  const projects = named.map((manifest) => ({
    ...pyprojectProject(manifest, workspaceOf(manifest, workspaces), { files, tested }),
    ...versionOf(versions.get(manifest)),
  }));
  const taken = new Set(named.map(({ root }) => root));
  for (const manifest of requirements) {
    if (nameOf(manifest.path) !== "requirements.txt" || taken.has(manifest.root) || !hasPlainDockerfile(manifest.root, files)) continue;
    projects.push(requirementsProject(manifest, context, tested));
  }
  const lookup = createLookup(projects);
  const owned = ownRequirements(requirements, lookup);
  const edges = [
    ...named.flatMap((manifest) => pyprojectEdges(manifest, workspaces, lookup)),
    ...owned.flatMap(({ root, manifest }) => requirementEdges(root, manifest, lookup)),
  ];
  return {
    projects,
    edges,
    shared: [...lockfiles(named, workspaces, files), ...sharedManifests(named, workspaces), ...sharedRequirements(owned)],
  };
}

function versionOf(found: FileVersion | undefined): Pick<ManifestProject, "version" | "versionManifest"> | undefined {
  return found === undefined ? undefined : { version: found.version, versionManifest: found.path };
}

interface ProjectFiles {
  files: FileIndex;
  /** Folders that have tests. */
  tested: ReadonlySet<string>;
}

function pyprojectProject(
  manifest: PyprojectManifest,
  workspace: PyprojectManifest | null,
  { files, tested }: ProjectFiles,
): ManifestProject {
  const { root } = manifest;
  // Tools of a workspace are often declared once, at its root.
  const declared = new Set(
    [manifest, ...(workspace === null ? [] : [workspace])].flatMap(({ dependencies }) => dependencies.map(({ name }) => name)),
  );
  return {
    root,
    name: manifest.name ?? "",
    ecosystem: "python",
    manifest: manifest.path,
    version: manifest.version,
    private: manifest.private || !manifest.buildable,
    runs: manifest.hasScripts,
    facts: {
      ecosystem: "python",
      tool: manifest.style === "poetry" && !manifest.hasUvTable ? "poetry" : "uv",
      locked: files.has(below(workspace?.root ?? root, "uv.lock")),
      tests: manifest.hasPytestTable || manifest.dependencies.some(({ name }) => name === "pytest") || tested.has(root),
      ruff: {
        dependency: declared.has("ruff"),
        configured: manifest.hasRuffTable || workspace?.hasRuffTable === true || hasRuffFile(root, files),
      },
      buildable: manifest.buildable,
      sourceFolders: manifest.sourceFolders.map((folder) => resolveReference(root, folder)).filter((folder) => folder !== null),
    },
  };
}

function requirementsProject(
  { root, path, dependencies }: RequirementsManifest,
  context: ReadingContext,
  tested: ReadonlySet<string>,
): ManifestProject {
  const { files } = context;
  return {
    root,
    name: nameFromFolder(root, context),
    ecosystem: "python",
    manifest: path,
    version: null,
    private: true,
    runs: false,
    facts: {
      ecosystem: "python",
      tool: "pip",
      locked: false,
      tests: tested.has(root),
      ruff: { dependency: dependencies.some(({ name }) => name === "ruff"), configured: hasRuffFile(root, files) },
      buildable: false,
      sourceFolders: [],
    },
  };
}

/** Folders that have test files where pytest looks by default: beside the project's manifest, or anywhere below `tests` or `test`. */
function findTestedFolders(files: FileIndex): Set<string> {
  const tested = new Set<string>();
  for (const path of files.matching(isTestName)) {
    tested.add(folderOf(path));
    for (const folder of folderAndAncestors(folderOf(path))) {
      if (["test", "tests"].includes(nameOf(folder))) tested.add(folderOf(folder));
    }
  }
  return tested;
}

/** Whether pytest collects a file of that name by default. */
function isTestName(name: string): boolean {
  return /^(test_.*|.*_test)\.py$/.test(name);
}

function hasRuffFile(root: string, files: FileIndex): boolean {
  return folderAndAncestors(root).some((folder) => files.has(below(folder, "ruff.toml")) || files.has(below(folder, ".ruff.toml")));
}

interface ProjectLookup {
  roots: ReadonlySet<string>;
  named: NamedFolders;
}

function createLookup(projects: readonly ManifestProject[]): ProjectLookup {
  return {
    roots: new Set(projects.map(({ root }) => root)),
    named: new NamedFolders(
      projects.filter(({ manifest }) => nameOf(manifest) === "pyproject.toml").map(({ name, root }) => [normalizePackageName(name), root]),
    ),
  };
}

function pyprojectEdges(manifest: PyprojectManifest, workspaces: readonly PyprojectManifest[], lookup: ProjectLookup): RootEdge[] {
  const workspace = workspaceOf(manifest, workspaces);
  const edges: RootEdge[] = [];
  for (const dependency of manifest.dependencies) {
    const { line } = dependency;
    for (const to of targetsOf(dependency, manifest, workspace, lookup)) {
      edges.push({ from: manifest.root, to, file: manifest.path, ...(line === undefined ? {} : { line }) });
    }
  }
  return edges;
}

/** A local folder, when one is said and is a project; else the project of that name: in one repository the two are the same; else the folder. */
function targetsOf(
  dependency: PythonDependency,
  manifest: PyprojectManifest,
  workspace: PyprojectManifest | null,
  { roots, named }: ProjectLookup,
): string[] {
  const folders = dependency.paths.map((path) => resolveReference(manifest.root, path));
  for (const { root, sources } of [manifest, ...(workspace === null ? [] : [workspace])]) {
    const source = sources.get(dependency.name);
    if (source === undefined) continue;
    folders.push(...source.paths.map((path) => resolveReference(root, path)));
    break;
  }
  const found = folders.filter((folder) => folder !== null && roots.has(folder)).map(String);
  if (found.length > 0) return [...new Set(found)];
  const byName = named.find(dependency.name, manifest.root);
  return byName.length === 0 ? folders.filter((folder) => folder !== null) : [...byName];
}

/** The uv workspace that has `manifest` as a member: its own, or one above whose globs match its folder. */
function workspaceOf(manifest: PyprojectManifest, workspaces: readonly PyprojectManifest[]): PyprojectManifest | null {
  for (const folder of folderAndAncestors(manifest.root)) {
    const workspace = workspaces.find(({ root }) => root === folder);
    if (workspace === undefined || workspace.uvWorkspace === null) continue;
    if (folder === manifest.root) return workspace;
    const path = relativeTo(folder, manifest.root);
    const { members, exclude } = workspace.uvWorkspace;
    if (members.length > 0 && picomatch(members.map(trimSlash))(path) && !(exclude.length > 0 && picomatch(exclude.map(trimSlash))(path)))
      return workspace;
  }
  return null;
}

function trimSlash(glob: string): string {
  return glob.replace(/^\.\//, "").replace(/\/+$/, "");
}

interface OwnedRequirements {
  root: string;
  manifest: RequirementsManifest;
  /** The requirements file stands outside the project that includes it. */
  foreign: boolean;
}

/** The requirements files of each project: those in its folder, and those that these include, wherever they stand. */
function ownRequirements(requirements: readonly RequirementsManifest[], { roots }: ProjectLookup): OwnedRequirements[] {
  const byPath = new Map(requirements.map((manifest) => [manifest.path, manifest]));
  const owned = new Map<string, OwnedRequirements>();
  for (const manifest of requirements) {
    const root = folderAndAncestors(manifest.root).find((folder) => roots.has(folder));
    if (root !== undefined) addWithIncludes(root, manifest);
  }
  return [...owned.values()];

  function addWithIncludes(root: string, manifest: RequirementsManifest): void {
    const key = `${root}\n${manifest.path}`;
    if (owned.has(key)) return;
    const owner = folderAndAncestors(manifest.root).find((folder) => roots.has(folder));
    owned.set(key, { root, manifest, foreign: owner !== root });
    for (const path of includedPaths(manifest)) {
      const included = byPath.get(path);
      if (included !== undefined) addWithIncludes(root, included);
    }
  }
}

function requirementEdges(from: string, manifest: RequirementsManifest, { roots, named }: ProjectLookup): RootEdge[] {
  const edges: RootEdge[] = [];
  for (const { name, path, line } of manifest.dependencies) {
    // pip takes relative paths from where it is started, which is the project's folder as often as the file's.
    const folders = path === null ? [] : [resolveReference(manifest.root, path), resolveReference(from, path)];
    const project = folders.find((folder) => folder !== null && roots.has(folder));
    const projects = project !== undefined ? [project] : name === null ? [] : named.find(name, from);
    for (const target of projects.length === 0 ? folders : projects)
      if (target !== null) edges.push({ from, to: target, file: manifest.path, line });
  }
  return edges;
}

function lockfiles(manifests: readonly PyprojectManifest[], workspaces: readonly PyprojectManifest[], files: FileIndex): SharedFile[] {
  const roots = new Map<string, string[]>();
  for (const manifest of manifests) {
    const workspace = workspaceOf(manifest, workspaces);
    const candidates = [
      below(workspace?.root ?? manifest.root, "uv.lock"),
      ...["poetry.lock", "pdm.lock", "Pipfile.lock"].map((name) => below(manifest.root, name)),
    ];
    for (const path of candidates) {
      if (files.has(path)) roots.set(path, [...(roots.get(path) ?? []), manifest.root]);
    }
  }
  return [...roots].map(([path, users]) => ({ path, kind: nameOf(path), roots: users }));
}

/** A uv workspace root's pyproject.toml holds sources, constraints and overrides of its members. */
function sharedManifests(manifests: readonly PyprojectManifest[], workspaces: readonly PyprojectManifest[]): SharedFile[] {
  const shared: SharedFile[] = [];
  for (const workspace of workspaces) {
    const roots = manifests
      .filter((manifest) => manifest.root !== workspace.root && workspaceOf(manifest, workspaces) === workspace)
      .map(({ root }) => root);
    if (roots.length > 0) shared.push({ path: workspace.path, kind: "pyproject.toml", roots });
  }
  return shared;
}

function sharedRequirements(owned: readonly OwnedRequirements[]): SharedFile[] {
  const roots = new Map<string, string[]>();
  for (const { root, manifest, foreign } of owned) {
    if (foreign) roots.set(manifest.path, [...(roots.get(manifest.path) ?? []), root]);
  }
  return [...roots].map(([path, users]) => ({ path, kind: "requirements.txt", roots: users }));
}
