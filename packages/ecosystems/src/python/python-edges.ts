import type { RootEdge } from "../model/reading.ts";
import { resolveReference } from "../text/paths.ts";
import type { PyprojectManifest, PythonDependency } from "./parse-pyproject.ts";
import type { RequirementsManifest } from "./parse-requirements.ts";
import type { ProjectLookup } from "./project-lookup.ts";
import { workspaceOf } from "./uv-workspace.ts";

/** What a pyproject.toml needs of the repository, with the lines that say so. */
export function pyprojectEdges(manifest: PyprojectManifest, workspaces: readonly PyprojectManifest[], lookup: ProjectLookup): RootEdge[] {
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

/** What a requirements file makes the project in the folder `from` need. */
export function requirementEdges(from: string, manifest: RequirementsManifest, { roots, named }: ProjectLookup): RootEdge[] {
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
