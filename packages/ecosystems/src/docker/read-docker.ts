import type { EcosystemReading, ManifestProject } from "../model/reading.ts";
import { folderAndAncestors, folderOf, nameOf } from "../text/paths.ts";
import { nameFromFolder, type ReadingContext } from "../workspace/reading-context.ts";
import { dockerfileSuffix } from "./dockerfiles.ts";

/** A project that may own a Dockerfile. */
type Owner = Pick<ManifestProject, "root" | "name">;

/** The projects that are nothing but a Dockerfile, and the folders of all projects that have one. */
export interface DockerReading {
  reading: EcosystemReading;
  imageRoots: Set<string>;
  /** By the folder of the project: what the names of its further Dockerfiles add to that of its image, as `cuda` of Dockerfile.cuda. */
  suffixes: Map<string, string[]>;
}

/**
 * Finds whose image each Dockerfile describes: that of the innermost project it stands in; apart from all projects, that of the one
 * project which its suffix or its folder names (`deploy/Dockerfile.router`, `docker/router/Dockerfile`). A plain `Dockerfile` or
 * `Containerfile` that is nobody's makes its folder a project. A project at the repository's root owns only what stands there.
 */
export function readDocker(context: ReadingContext, manifests: readonly Owner[]): DockerReading {
  const { files, ignored } = context;
  const roots = new Set(manifests.map(({ root }) => root));
  const projects: ManifestProject[] = [];
  const imageRoots = new Set<string>();
  const suffixes = new Map<string, string[]>();
  const paths = files.matching((name) => dockerfileSuffix(name) !== undefined).filter((path) => !ignored.isIgnored(path));
  // A folder before the folders in it, so that the outer project takes the inner Dockerfiles; a plain name before one with a suffix.
  for (const path of paths.sort((a, b) => depthOf(a) - depthOf(b) || nameOf(a).length - nameOf(b).length)) {
    const root = ownerOf(path, roots, manifests) ?? (dockerfileSuffix(nameOf(path)) === null ? addProject(path) : null);
    if (root === null) continue;
    imageRoots.add(root);
    const suffix = dockerfileSuffix(nameOf(path)) ?? null;
    if (suffix !== null) suffixes.set(root, [...(suffixes.get(root) ?? []), suffix.toLowerCase()]);
  }
  return { reading: { projects, edges: [], shared: [], broken: [] }, imageRoots, suffixes };

  function addProject(path: string): string {
    const project = dockerProject(path, context);
    projects.push(project);
    roots.add(project.root);
    return project.root;
  }
}

function depthOf(path: string): number {
  return path.split("/").length;
}

function ownerOf(path: string, roots: ReadonlySet<string>, manifests: readonly Owner[]): string | null {
  const folder = folderOf(path);
  const enclosing = folderAndAncestors(folder).find((candidate) => roots.has(candidate) && (candidate !== "." || folder === "."));
  return enclosing ?? namedProject(dockerfileSuffix(nameOf(path)) ?? nameOf(folder), manifests);
}

function namedProject(name: string, projects: readonly Owner[]): string | null {
  const matches = projects.filter((project) => [project.name, nameOf(project.name), nameOf(project.root)].includes(name));
  return matches.length === 1 ? (matches[0]?.root ?? null) : null;
}

function dockerProject(path: string, context: ReadingContext): ManifestProject {
  const root = folderOf(path);
  return {
    root,
    name: nameFromFolder(root, context),
    ecosystem: "docker",
    manifest: path,
    version: null,
    private: true,
    runs: true,
    facts: { ecosystem: "docker" },
  };
}
