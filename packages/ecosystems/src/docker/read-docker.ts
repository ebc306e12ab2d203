import type { EcosystemReading, ManifestProject } from "../model/reading.ts";
import { folderAndAncestors, folderOf } from "../text/paths.ts";
import { nameFromFolder, type ReadingContext } from "../workspace/reading-context.ts";
import { isDockerfileName } from "./dockerfiles.ts";

/**
 * Reads the projects that are nothing but a `Dockerfile` or `Containerfile` in a folder. `roots` are the folders of the
 * projects that have another manifest: a Dockerfile in or below one of them belongs to it.
 */
export function readDocker(context: ReadingContext, roots: ReadonlySet<string>): EcosystemReading {
  const { files, ignored } = context;
  const taken = new Set(roots);
  const projects: ManifestProject[] = [];
  const paths = [...files.named("Dockerfile"), ...files.named("Containerfile")].filter((path) => !ignored.isIgnored(path));
  // A folder before the folders in it, so that the outer one takes the inner ones.
  for (const path of paths.sort((a, b) => a.split("/").length - b.split("/").length)) {
    const root = folderOf(path);
    if (enclosingRoot(root, taken) !== undefined) continue;
    taken.add(root);
    projects.push({
      root,
      name: nameFromFolder(root, context),
      ecosystem: "docker",
      manifest: path,
      version: null,
      private: true,
      runs: true,
      facts: { ecosystem: "docker" },
    });
  }
  return { projects, edges: [], shared: [], broken: [] };
}

/** The folders, out of `roots`, of the projects that have a Dockerfile of any name, in their folder or below it. */
export function rootsWithImages({ files, ignored }: ReadingContext, roots: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  for (const path of files.matching(isDockerfileName)) {
    const root = ignored.isIgnored(path) ? undefined : enclosingRoot(folderOf(path), roots);
    if (root !== undefined) found.add(root);
  }
  return found;
}

/** A project at the repository's root encloses only what stands in that folder itself: everything else would be in it. */
function enclosingRoot(folder: string, roots: ReadonlySet<string>): string | undefined {
  return folderAndAncestors(folder).find((candidate) => roots.has(candidate) && (candidate !== "." || folder === "."));
}
