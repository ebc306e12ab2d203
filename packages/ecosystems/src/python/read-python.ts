import { hasPlainDockerfile } from "../docker/dockerfiles.ts";
import type { EcosystemReading, ManifestProject, SharedFile } from "../model/reading.ts";
import { below, folderAndAncestors, folderOf, nameOf, resolveReference } from "../text/paths.ts";
import { readManifests } from "../text/read-manifests.ts";
import type { FileIndex } from "../workspace/file-index.ts";
import type { ReadingContext } from "../workspace/reading-context.ts";
import { parsePyproject, type PyprojectManifest } from "./parse-pyproject.ts";
import type { RequirementsManifest } from "./parse-requirements.ts";
import { parseSetup, type SetupManifest } from "./parse-setup.ts";
import { createLookup } from "./project-lookup.ts";
import { pyprojectEdges, requirementEdges, setupEdges } from "./python-edges.ts";
import { findTestedFolders, pyprojectProject, requirementsProject, setupProject } from "./python-projects.ts";
import { type FileVersion, readVersionFiles } from "./read-version-files.ts";
import { type NamedRequirements, ownRequirements, readRequirements, sharedRequirements } from "./requirements.ts";
import { workspaceOf } from "./uv-workspace.ts";

/**
 * Reads the Python projects of a repository: each pyproject.toml with a name in [project] or [tool.poetry], each folder whose setup.cfg or setup.py says
 * one, and each that has a requirements.txt and a Dockerfile (a service without packaging).
 */
export async function readPython(context: ReadingContext): Promise<EcosystemReading> {
  const { files, ignored, readFile } = context;
  const pyprojectPaths = files.named("pyproject.toml").filter((path) => !ignored.isIgnored(path));
  const pyprojects = await readManifests(pyprojectPaths, readFile, parsePyproject);
  const setups = await readSetups(pyprojects.manifests, context);
  const named = namedRequirements(pyprojects.manifests);
  const requirements = { named, manifests: await readRequirements(context, named) };
  const versions = await readVersionFiles(pyprojects.manifests, readFile);
  return {
    ...assemblePython({ pyprojects: pyprojects.manifests, setups, requirements, versions, context }),
    broken: pyprojects.broken,
  };
}

/** Those that are read: where a pyproject.toml says all there is to say, setuptools does not ask them. */
async function readSetups(
  pyprojects: readonly PyprojectManifest[],
  { files, ignored, readFile }: ReadingContext,
): Promise<SetupManifest[]> {
  const complete = new Set(pyprojects.filter(({ style, asksSetup }) => style !== "none" && !asksSetup).map(({ root }) => root));
  const paths = [...files.named("setup.cfg"), ...files.named("setup.py")];
  const asked = paths.filter((path) => !complete.has(folderOf(path)) && !ignored.isIgnored(path));
  return (await readManifests(asked, readFile, parseSetup)).manifests;
}

function namedRequirements(pyprojects: readonly PyprojectManifest[]): NamedRequirements[] {
  return pyprojects.flatMap(({ root, requirementFiles }) =>
    requirementFiles.flatMap((file) => {
      const path = resolveReference(root, file);
      return path === null ? [] : [{ root, path }];
    }),
  );
}

interface PythonManifests {
  pyprojects: PyprojectManifest[];
  setups: SetupManifest[];
  requirements: { named: NamedRequirements[]; manifests: RequirementsManifest[] };
  versions: ReadonlyMap<PyprojectManifest, FileVersion>;
  context: ReadingContext;
}

function assemblePython({ pyprojects, setups, requirements, versions, context }: PythonManifests): Omit<EcosystemReading, "broken"> {
  const { files } = context;
  const named = pyprojects.filter(({ style }) => style !== "none");
  const workspaces = pyprojects.filter(({ uvWorkspace }) => uvWorkspace !== null);
  const tested = findTestedFolders(files);
  const projects = named.map((manifest) => ({
    ...pyprojectProject(manifest, workspaceOf(manifest, workspaces), { files, tested }),
    ...versions.get(manifest),
  }));
  const taken = new Set(named.map(({ root }) => root));
  for (const [root, all] of Map.groupBy(setups, (manifest) => manifest.root)) {
    const main = all.find(({ name }) => name !== null) ?? all.find(({ isSetup }) => isSetup);
    if (taken.has(root) || main === undefined) continue;
    taken.add(root);
    const pyproject = pyprojects.find((manifest) => manifest.root === root) ?? null;
    projects.push(setupProject({ main, all, pyproject }, context, tested));
  }
  for (const manifest of requirements.manifests) {
    if (nameOf(manifest.path) !== "requirements.txt" || taken.has(manifest.root) || !hasPlainDockerfile(manifest.root, files)) continue;
    projects.push(requirementsProject(manifest, context, tested));
  }
  const lookup = createLookup(projects);
  const owned = ownRequirements(requirements.manifests, requirements.named, lookup);
  const edges = [
    ...named.flatMap((manifest) => pyprojectEdges(manifest, workspaces, lookup)),
    ...setups.filter(({ root }) => lookup.roots.has(root)).flatMap((manifest) => setupEdges(manifest, lookup)),
    ...owned.flatMap(({ root, manifest }) => requirementEdges(root, manifest, lookup, files)),
  ];
  return {
    projects,
    edges,
    shared: [...lockfiles(named, workspaces, files), ...sharedManifests(pyprojects, projects, workspaces), ...sharedRequirements(owned)],
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

/** The pyproject.toml of a uv workspace has sources, constraints and overrides of its members, and any that stands above settings of tools. */
function sharedManifests(
  pyprojects: readonly PyprojectManifest[],
  projects: readonly ManifestProject[],
  workspaces: readonly PyprojectManifest[],
): SharedFile[] {
  const byRoot = new Map(pyprojects.map((manifest) => [manifest.root, manifest]));
  const shared = new Map<string, string[]>();
  for (const { root } of projects) {
    const manifest = byRoot.get(root);
    const workspace = manifest === undefined ? null : workspaceOf(manifest, workspaces);
    for (const folder of folderAndAncestors(root).slice(1)) {
      const above = byRoot.get(folder);
      if (above === undefined || !(above.hasToolSettings || above === workspace)) continue;
      const roots = shared.get(above.path);
      if (roots === undefined) shared.set(above.path, [root]);
      else roots.push(root);
    }
  }
  return [...shared].map(([path, roots]) => ({ path, kind: "pyproject.toml", roots }));
}
