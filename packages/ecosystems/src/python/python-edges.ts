import type { RootEdge } from "../model/reading.ts";
import { folderAndAncestors, resolveReference } from "../text/paths.ts";
import type { FileIndex } from "../workspace/file-index.ts";
import type { PyprojectManifest, PythonDependency } from "./parse-pyproject.ts";
import type { RequirementsManifest } from "./parse-requirements.ts";
import type { SetupManifest } from "./parse-setup.ts";
import type { ProjectLookup } from "./project-lookup.ts";
import { workspaceOf } from "./uv-workspace.ts";

/** What a pyproject.toml needs of the repository, with the lines that say so. */
export function pyprojectEdges(manifest: PyprojectManifest, workspaces: readonly PyprojectManifest[], lookup: ProjectLookup): RootEdge[] {
  const workspace = workspaceOf(manifest, workspaces);
  const packed = manifest.outsideSources.flatMap(({ path, line }) => {
    const to = resolveReference(manifest.root, path);
    return to === null ? [] : [{ from: manifest.root, to, file: manifest.path, ...(line === undefined ? {} : { line }), asFiles: true }];
  });
  return [...edgesOf(manifest, [manifest, ...(workspace === null ? [] : [workspace])], lookup), ...packed];
}

/** The same of a setup.py or setup.cfg. */
export function setupEdges(manifest: SetupManifest, lookup: ProjectLookup): RootEdge[] {
  return edgesOf(manifest, [], lookup);
}

type Manifest = Pick<PyprojectManifest, "root" | "path" | "dependencies">;
/** Where uv is told to take dependencies from: what is said first counts. */
type Sources = readonly Pick<PyprojectManifest, "root" | "sources">[];

function edgesOf(manifest: Manifest, sources: Sources, lookup: ProjectLookup): RootEdge[] {
  const edges: RootEdge[] = [];
  for (const dependency of manifest.dependencies) {
    const { line } = dependency;
    for (const to of targetsOf(dependency, manifest, sources, lookup)) {
      edges.push({ from: manifest.root, to, file: manifest.path, ...(line === undefined ? {} : { line }) });
    }
  }
  return edges;
}

/** A local folder, when one is said and is a project; else the project of that name: in one repository the two are the same; else the folder. */
function targetsOf(dependency: PythonDependency, manifest: Manifest, sources: Sources, { roots, named }: ProjectLookup): string[] {
  const folders = dependency.paths.map((path) => resolveReference(manifest.root, path));
  for (const { root, sources: known } of sources) {
    const source = known.get(dependency.name);
    if (source === undefined) continue;
    folders.push(...source.paths.map((path) => resolveReference(root, path)));
    break;
  }
  const found = folders.filter((folder) => folder !== null && roots.has(folder)).map(String);
  if (found.length > 0) return [...new Set(found)];
  const byName = named.find(dependency.name, manifest.root);
  return byName.length === 0 ? folders.filter((folder) => folder !== null) : [...byName];
}

/** What a requirements file makes the project in the folder `from` need. */
export function requirementEdges(
  from: string,
  manifest: RequirementsManifest,
  { roots, named }: ProjectLookup,
  files: Pick<FileIndex, "has" | "holdsFilesBelow">,
): RootEdge[] {
  const edges: RootEdge[] = [];
  for (const { name, path, line } of manifest.dependencies) {
    // pip takes relative paths from where it is started: the file's folder, the project's, or one above, as the repository's root.
    const starts = path === null ? [] : [manifest.root, ...folderAndAncestors(from)];
    const folders = starts.map((start) => resolveReference(start, path ?? "")).filter((folder) => folder !== null);
    const project = folders.find((folder) => roots.has(folder));
    const projects = project !== undefined ? [project] : name === null ? [] : named.find(name, from);
    const present = folders.find((folder) => files.has(folder) || files.holdsFilesBelow(folder));
    const targets = projects.length > 0 ? projects : present === undefined ? folders.slice(0, 2) : [present];
    for (const to of targets) edges.push({ from, to, file: manifest.path, line });
  }
  return edges;
}
