import { readFile, readlink } from "node:fs/promises";
import { join, posix } from "node:path";
import { parseDockerfile } from "../dockerfile/parse-dockerfile.ts";
import type { BuildSettings } from "./build-settings.ts";
import { collectSources } from "./collect-sources.ts";
import { ignoreFileCandidates } from "./compute-image-inputs.ts";
import { contextName, isFolderContext } from "./context-name.ts";
import { hasFile } from "./files-below.ts";
import { goMatcher, hasWildcard } from "./go-match.ts";

/** What {@link readImageFiles} is asked for. Paths are POSIX and relative to `root`, an absolute path. */
export interface ImageFilesRequest extends BuildSettings {
  root: string;
  /** Where texts and links come from; the disk below `root` when left out. */
  source?: FileSource | undefined;
  dockerfile: { path: string; text: string };
  context: string;
  files: readonly string[];
}

/** One state of the repository: the disk, or a commit. Paths are relative to the root; null for what is not there. */
export interface FileSource {
  readFile(path: string): Promise<string | null>;
  /** What a symbolic link says, as it is written in the link; null for any other file. */
  readLink(path: string): Promise<string | null>;
}

/** The disk below `root`, an absolute path. */
export function diskSource(root: string): FileSource {
  return { readFile: (path) => readTextIfThere(join(root, path)), readLink: (path) => readLinkIfOne(join(root, path)) };
}

/** The parts of a build that are on the disk: what the ignore files say and where links lead. */
export interface ImageFiles {
  ignoreFiles: Map<string, string>;
  /** Only links that a source names or passes through; others are copied as they are. */
  links: Map<string, string>;
}

/** Reads the ignore files of a build's contexts and the links its sources pass. Throws SLUICE_BROKEN_DOCKERFILE. */
export async function readImageFiles(request: ImageFilesRequest): Promise<ImageFiles> {
  const folders = Object.values(request.buildContexts).filter(isFolderContext);
  const candidates = [
    ...ignoreFileCandidates(request.dockerfile.path, request.context),
    ...folders.flatMap((folder) => ignoreFileCandidates(null, folder)),
  ];
  const { source = diskSource(request.root) } = request;
  return { ignoreFiles: await readTexts(source, candidates), links: await readLinks(request, source) };
}

async function readTexts(source: FileSource, paths: string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const path of paths) {
    const text = await source.readFile(path);
    if (text !== null) texts.set(path, text);
  }
  return texts;
}

/** The text of a file; null when there is none. */
export async function readTextIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR" || error.code === "EISDIR"))
      return null;
    throw error;
  }
}

async function readLinks(request: ImageFilesRequest, source: FileSource): Promise<Map<string, string>> {
  const links = new Map<string, string>();
  let paths = namedPaths(request);
  while (paths.length > 0) {
    const further: string[] = [];
    for (const path of paths.flatMap(withParents)) {
      if (links.has(path) || !hasFile(request.files, path)) continue;
      const target = await source.readLink(path);
      if (target === null) continue;
      links.set(path, target);
      further.push(posix.join(posix.dirname(path), target));
    }
    paths = further;
  }
  return links;
}

/** Paths that the sources name, from the root; for patterns, the files that match. */
function namedPaths(request: ImageFilesRequest): string[] {
  const named = new Map(Object.entries(request.buildContexts).map(([name, value]) => [contextName(name), value]));
  const paths: string[] = [];
  for (const source of collectSources(parseDockerfile(request.dockerfile.path, request.dockerfile.text), request).sources) {
    const path = posix.join(source.context === null ? request.context : (named.get(source.context) ?? "."), source.path);
    const matches = hasWildcard(path) ? goMatcher(path) : null;
    if (matches !== null) paths.push(...request.files.filter(matches));
    else paths.push(path);
  }
  return paths;
}

function withParents(path: string): string[] {
  const parts = posix.normalize(path).split("/");
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

async function readLinkIfOne(path: string): Promise<string | null> {
  try {
    return await readlink(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "EINVAL" || error.code === "ENOENT" || error.code === "ENOTDIR"))
      return null;
    throw error;
  }
}
