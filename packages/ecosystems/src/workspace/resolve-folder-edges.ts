import { ProjectFolders } from "../imports/project-folders.ts";
import type { OnRead, RootEdge } from "../model/reading.ts";
import { contentOf } from "./content-of.ts";
import type { FileIndex } from "./file-index.ts";

/** What manifests' references to folders come to. */
export interface FolderEdges {
  /** Between projects. */
  edges: RootEdge[];
  /** By project folder: paths and globs of what it takes in that is in no project. */
  reads: Map<string, string[]>;
}

/**
 * Resolves what manifests name by path and is no project: a vendored package, a folder of another project, an archive, something in a submodule.
 * It belongs to the project around it; what is in no project is read as it is. Of a submodule, and of what lies behind a link, git shows
 * one entry, and that is what counts.
 */
export function resolveFolderEdges(edges: readonly RootEdge[], roots: Iterable<string>, files: FileIndex, onRead?: OnRead): FolderEdges {
  const folders = new ProjectFolders(roots);
  const result: FolderEdges = { edges: [], reads: new Map() };
  for (const edge of edges) {
    const { from, to } = edge;
    const owner = folders.ownerOf(to);
    if (owner === from) continue;
    if (owner !== null && (owner === to || edge.asFiles !== true)) result.edges.push(owner === to ? edge : { ...edge, to: owner });
    else {
      result.reads.set(from, [...new Set([...(result.reads.get(from) ?? []), ...contentOf(to, files)])].sort());
      onRead?.({ ...edge, to: files.entryAround(to) ?? to });
    }
  }
  return result;
}
