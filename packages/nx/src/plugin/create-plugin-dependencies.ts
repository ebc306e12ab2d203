import type { Ecosystem } from "@sluice/ecosystems";
import { DependencyType } from "nx/src/config/project-graph.js";
import type { RawProjectGraphDependency } from "nx/src/project-graph/project-graph-builder";
import type { CreateDependenciesContext } from "nx/src/project-graph/plugins/public-api";
import { ecosystemOfFile } from "./manifest-pattern.ts";
import { readImageUses } from "./read-image-uses.ts";
import { latestPluginWorkspace } from "./read-plugin-workspace.ts";

interface Edge {
  source: string;
  target: string;
  file: string;
}

/** The edges that manifests of those ecosystems declare, and those of images, for the projects that Nx has. */
export async function createPluginDependencies(
  ecosystems: readonly Ecosystem[],
  context: CreateDependenciesContext,
): Promise<RawProjectGraphDependency[]> {
  const read = await latestPluginWorkspace(context.workspaceRoot);
  const edges: Edge[] = read.workspace.dependencies.filter(({ file }) => ecosystems.includes(ecosystemOfFile(file)));
  if (ecosystems.includes("docker")) {
    const uses = await readImageUses(read);
    edges.push(...uses.edges.map(({ source, target, dockerfile }) => ({ source, target, file: dockerfile })));
  }
  return edges
    .filter(({ source, target }) => source in context.projects && target in context.projects)
    .map((edge) => toNxDependency(edge, context));
}

/**
 * Nx ties a static dependency to a file of the source project. One that another file declares (a go.work, a requirements file from elsewhere)
 * has to be an implicit one.
 */
function toNxDependency({ source, target, file }: Edge, { fileMap }: CreateDependenciesContext): RawProjectGraphDependency {
  const isOwnFile = fileMap.projectFileMap[source]?.some((data) => data.file === file) === true;
  return isOwnFile ? { source, target, sourceFile: file, type: DependencyType.static } : { source, target, type: DependencyType.implicit };
}
