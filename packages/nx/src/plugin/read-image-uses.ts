import { posix } from "node:path";
import type { PluginWorkspace } from "./read-plugin-workspace.ts";

/** What the images of a repository are made from, beyond the files of their own projects. */
export interface ImageUses {
  /** An image of `source` holds files of the project `target`; `dockerfile` says so. */
  edges: { source: string; target: string; dockerfile: string }[];
  /** Files and patterns of what belongs to no project and goes into an image, by the image's project, sorted. */
  looseFiles: Map<string, string[]>;
}

const usesOfWorkspace = new WeakMap<PluginWorkspace, Promise<ImageUses>>();

/** Reads the Dockerfiles, once a workspace, and finds whose files each image holds. A repository without images costs nothing. */
export function readImageUses(read: PluginWorkspace): Promise<ImageUses> {
  const uses = usesOfWorkspace.get(read) ?? findImageUses(read);
  usesOfWorkspace.set(read, uses);
  return uses;
}

async function findImageUses({ root, files, configuration, workspace }: PluginWorkspace): Promise<ImageUses> {
  const uses: ImageUses = { edges: [], looseFiles: new Map() };
  if (!workspace.projects.some(({ targets }) => "image" in targets)) return uses;
  // Loaded only when needed: Nx starts this plugin for every command.
  const { readImages } = await import("@sluice/images");
  const { images } = await readImages({ root, files, configuration, workspace });
  const projectOfRoot = new Map(workspace.projects.map((project) => [project.root, project.name]));
  const known = new Set<string>();
  for (const { project, dockerfile, inputs, sources } of images) {
    const loose = new Set(uses.looseFiles.get(project));
    for (const input of inputs) {
      const owner = ownerOf(input, projectOfRoot);
      if (owner === undefined) loose.add(input);
      else if (owner !== project && !known.has(`${project}\n${owner}`)) {
        known.add(`${project}\n${owner}`);
        uses.edges.push({ source: project, target: owner, dockerfile });
      }
    }
    // A file that is deleted is no input any more, and a pattern still tells whose it was.
    for (const source of sources) if (ownerOf(`${source.replace(/\/\*\*$/, "")}/x`, projectOfRoot) === undefined) loose.add(source);
    uses.looseFiles.set(project, [...loose].sort());
  }
  return uses;
}

/** The innermost project a file lies in. */
function ownerOf(path: string, projectOfRoot: ReadonlyMap<string, string>): string | undefined {
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    const project = projectOfRoot.get(folder);
    if (project !== undefined || folder === ".") return project;
  }
}
