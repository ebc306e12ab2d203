import { hasPlainDockerfile } from "../docker/dockerfiles.ts";
import type { EcosystemReading, SharedFile } from "../model/reading.ts";
import { below, nameOf } from "../text/paths.ts";
import { readManifests } from "../text/read-manifests.ts";
import type { FileIndex } from "../workspace/file-index.ts";
import type { ReadingContext } from "../workspace/reading-context.ts";
import { parsePyproject, type PyprojectManifest } from "./parse-pyproject.ts";
import type { RequirementsManifest } from "./parse-requirements.ts";
import { createLookup } from "./project-lookup.ts";
import { pyprojectEdges, requirementEdges } from "./python-edges.ts";
import { findTestedFolders, pyprojectProject, requirementsProject } from "./python-projects.ts";
import { type FileVersion, readVersionFiles } from "./read-version-files.ts";
import { ownRequirements, readRequirements, sharedRequirements } from "./requirements.ts";
import { workspaceOf } from "./uv-workspace.ts";

/**
 * Reads the Python projects of a repository: each pyproject.toml with a name in [project] or [tool.poetry], and each folder
 * that has a requirements.txt and a Dockerfile (a service without packaging).
 */
export async function readPython(context: ReadingContext): Promise<EcosystemReading> {
  const { files, ignored, readFile } = context;
  const pyprojectPaths = files.named("pyproject.toml").filter((path) => !ignored.isIgnored(path));
  const pyprojects = await readManifests(pyprojectPaths, readFile, parsePyproject);
  const requirements = await readRequirements(context);
  const versions = await readVersionFiles(pyprojects.manifests, readFile);
  return {
    ...assemblePython({ pyprojects: pyprojects.manifests, requirements, versions, context }),
    broken: pyprojects.broken,
  };
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
    ...versions.get(manifest),
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
