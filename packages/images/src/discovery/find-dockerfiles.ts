import { posix } from "node:path";
import type { Project } from "@sluice/ecosystems";
import { dockerfileSuffix } from "@sluice/ecosystems/paths";

/** A Dockerfile and what its place and name say. */
export interface FoundDockerfile {
  path: string;
  /** `cuda` of `Dockerfile.cuda` and `cuda.Dockerfile`; null for `Dockerfile` and `Containerfile`. */
  suffix: string | null;
  /** Name of the project it belongs to; null when neither its folder nor its name says it. */
  project: string | null;
}

/**
 * The Dockerfiles among `files`: `Dockerfile`, `Dockerfile.<name>`, `<name>.Dockerfile`, and the same with `Containerfile`.
 * One in a project's folder belongs to the innermost such project. One apart from all projects belongs to the project that
 * its suffix or its folder names: `deploy/Dockerfile.elite`, `docker/elite/Dockerfile`. The root project only gets those at
 * the root.
 */
export function findDockerfiles(files: readonly string[], projects: readonly Project[]): FoundDockerfile[] {
  const found: FoundDockerfile[] = [];
  const byRoot = new Map(projects.map((project) => [project.root, project]));
  for (const path of files) {
    // Tens of thousands of files are none.
    if (!path.includes("ockerfile", path.lastIndexOf("/")) && !path.includes("ontainerfile", path.lastIndexOf("/"))) continue;
    const suffix = dockerfileSuffix(posix.basename(path));
    if (suffix !== undefined) found.push({ path, suffix, project: findProject(path, suffix, projects, byRoot) });
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function findProject(
  path: string,
  suffix: string | null,
  projects: readonly Project[],
  byRoot: ReadonlyMap<string, Project>,
): string | null {
  const folder = posix.dirname(path);
  for (let around = folder; around !== "."; around = posix.dirname(around)) {
    const project = byRoot.get(around);
    if (project !== undefined) return project.name;
  }
  const named = projectNamed(suffix ?? posix.basename(folder), projects);
  if (named !== null) return named;
  return folder === "." ? (byRoot.get(".")?.name ?? null) : null;
}

function projectNamed(name: string, projects: readonly Project[]): string | null {
  const matches = projects.filter(
    (project) => project.name === name || unscopedName(project.name) === name || posix.basename(project.root) === name,
  );
  return matches.length === 1 ? (matches[0]?.name ?? null) : null;
}

/** `@acme/gateway` → `gateway`. */
export function unscopedName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
