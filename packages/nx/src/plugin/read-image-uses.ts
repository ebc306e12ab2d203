import { posix } from "node:path";
import { withFolders } from "./outside-files.ts";
import { toNxGlob } from "./to-nx-glob.ts";
import type { PluginWorkspace } from "./read-plugin-workspace.ts";

/** What the images of a repository are made from, beyond the files of their own projects. */
export interface ImageUses {
  /** An image of `source` holds files of the project `target`; `dockerfile` says so. */
  edges: { source: string; target: string; dockerfile: string }[];
  /** Globs of what goes into an image beyond the files of its own project, by that project, sorted. */
  outsideFiles: Map<string, string[]>;
}

const usesOfWorkspace = new WeakMap<PluginWorkspace, Promise<ImageUses>>();

/** Reads the Dockerfiles, once a workspace, and finds whose files each image holds. A repository without images costs nothing. */
export function readImageUses(read: PluginWorkspace): Promise<ImageUses> {
  const uses = usesOfWorkspace.get(read) ?? findImageUses(read);
  usesOfWorkspace.set(read, uses);
  return uses;
}

async function findImageUses({ root, files, configuration, workspace }: PluginWorkspace): Promise<ImageUses> {
  const uses: ImageUses = { edges: [], outsideFiles: new Map() };
  if (!workspace.projects.some(({ targets }) => "image" in targets)) return uses;
  // Loaded only when needed: Nx starts this plugin for every command.
  const { readImages } = await import("@sluice/images");
  const { images, namesakes } = await readImages({ root, files, configuration, workspace });
  const projectOfRoot = new Map(workspace.projects.map((project) => [project.root, project.name]));
  const known = new Set<string>();
  for (const { project, dockerfile, inputs, sources } of [...images, ...namesakes]) {
    const outside = new Set(uses.outsideFiles.get(project));
    for (const input of inputs) {
      const owner = ownerOf(input, projectOfRoot);
      if (owner === undefined) for (const path of withFolders(input)) outside.add(toNxGlob(path));
      else if (owner !== project && !known.has(`${project}\n${owner}`)) {
        known.add(`${project}\n${owner}`);
        uses.edges.push({ source: project, target: owner, dockerfile });
      }
    }
    // A file that is deleted is no input any more, and makes no edge; a pattern still tells whose it was.
    for (const source of sources) if (ownerOf(folderOf(source), projectOfRoot) !== project) outside.add(fromGoPattern(source));
    uses.outsideFiles.set(project, [...outside].sort());
  }
  return uses;
}

/** A path in the folder that a pattern takes all of, or that it begins with. */
function folderOf(source: string): string {
  const parts = source.split("/");
  const first = parts.findIndex((part) => /[*?[\\]/.test(part));
  return first < 0 ? `${source}/x` : posix.join(...parts.slice(0, first), "x");
}

/** A pattern of a Dockerfile as a glob of Nx, which has characters of its own. */
function fromGoPattern(source: string): string {
  return source.replaceAll(/\\.|[{}()!|]/g, "?");
}

/** The innermost project a file lies in. */
function ownerOf(path: string, projectOfRoot: ReadonlyMap<string, string>): string | undefined {
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    const project = projectOfRoot.get(folder);
    if (project !== undefined || folder === ".") return project;
  }
}
