import { posix } from "node:path";
import { parseDockerfile } from "../dockerfile/parse-dockerfile.ts";
import type { BuildSettings } from "./build-settings.ts";
import { collectSources, type Source } from "./collect-sources.ts";
import { contextName } from "./context-name.ts";
import { filesBelow } from "./files-below.ts";
import { hasWildcard } from "./go-match.ts";
import { ignoreRules } from "./ignore-rules.ts";
import { type ContextFiles, matchSource } from "./match-source.ts";

/** Everything {@link computeImageInputs} needs, as values. All paths are POSIX and relative to one root. */
export interface ImageInputsRequest extends BuildSettings {
  dockerfile: { path: string; text: string };
  /** The main build context: "." or "services/gateway". */
  context: string;
  /** All files below the contexts; more do no harm. A symbolic link is one file. */
  files: readonly string[];
  /** Target of each symbolic link, as it is written in the link. */
  links?: ReadonlyMap<string, string>;
  /** Text of every `.dockerignore` and `<Dockerfile>.dockerignore` by path. */
  ignoreFiles: ReadonlyMap<string, string>;
}

/** The files an image is made from. */
export interface ImageInputs {
  /** Sorted; the Dockerfile and the ignore files that hold for it are always among them. */
  inputs: string[];
  /** Patterns of what is taken from the contexts, whether anything is there or not; `folder/**` for a context as a whole. Sorted. */
  sources: string[];
  /** External images the build starts from or copies from, as the Dockerfile names them after expansion. */
  bases: string[];
  /** Those of them that a stage starts from. */
  starts: string[];
  /** Variables in the paths of what is copied that nothing in the Dockerfile sets. */
  unset: string[];
  /** URLs and git repositories that `ADD` fetches. */
  remotes: string[];
  /** Sources of the main context that name no file there, as `path:line` of the Dockerfile and the source. */
  missing: { path: string; line: number; wildcard: boolean }[];
}

/**
 * The files that reach an image: from the stages that the target needs, after ARG and ENV expansion, with globs, ignore
 * files, bind mounts and named contexts as BuildKit treats them. A file that only invalidates a build step counts.
 * Throws SLUICE_BROKEN_DOCKERFILE with path and line.
 */
export function computeImageInputs(request: ImageInputsRequest): ImageInputs {
  const { sources, bases, starts, unset, remotes } = collectSources(
    parseDockerfile(request.dockerfile.path, request.dockerfile.text),
    request,
  );
  const inputs = new Set([request.dockerfile.path]);
  const missing: ImageInputs["missing"] = [];
  const contexts = new Map<string, OpenContext>();
  const patterns = new Set<string>();
  for (const source of sources) {
    const root = contextRoot(request, source);
    const context = contexts.get(root) ?? openContext(request, source, root);
    contexts.set(root, context);
    if (context.ignoreFile !== null) inputs.add(context.ignoreFile);
    const taken = matchSource(source, context);
    for (const pattern of patternsOf(source)) patterns.add(joinPath(root, pattern));
    for (const file of taken) inputs.add(joinPath(root, file));
    if (taken.length === 0 && source.context === null) missing.push({ path: source.path, line: source.line, wildcard: isPattern(source) });
  }
  return { inputs: [...inputs].sort(), sources: [...patterns].sort(), bases, starts, unset, remotes, missing };
}

/** Paths of the ignore file that may hold for a build: the first one that exists does. */
export function ignoreFileCandidates(dockerfile: string | null, context: string): string[] {
  const ofContext = joinPath(normalize(context), ".dockerignore");
  return dockerfile === null ? [ofContext] : [`${dockerfile}.dockerignore`, ofContext];
}

interface OpenContext extends ContextFiles {
  ignoreFile: string | null;
}

/** The folder of the context that a source is taken from. */
export function contextRoot(request: ImageInputsRequest, source: Source): string {
  if (source.context === null) return normalize(request.context);
  const named = Object.entries(request.buildContexts).find(([name]) => contextName(name) === source.context);
  return normalize(named?.[1] ?? ".");
}

function openContext(request: ImageInputsRequest, source: Source, root: string): OpenContext {
  const ignoreFile = findIgnoreFile(request, source);
  const isIgnored = ignoreFile === null ? () => false : ignoreRules(request.ignoreFiles.get(ignoreFile) ?? "");
  const files: string[] = [];
  const links = new Map<string, string>();
  for (const file of filesBelow(request.files, root)) {
    const path = root === "." ? file : file.slice(root.length + 1);
    if (isIgnored(path)) continue;
    files.push(path);
    const target = request.links?.get(file);
    if (target !== undefined) links.set(path, target);
  }
  return { files, links, ignoreFile };
}

/** The ignore file that holds for the context of a source; null when there is none. */
export function findIgnoreFile(request: ImageInputsRequest, source: Source): string | null {
  const candidates = ignoreFileCandidates(source.context === null ? request.dockerfile.path : null, contextRoot(request, source));
  return candidates.find((path) => request.ignoreFiles.has(path)) ?? null;
}

/** A folder is taken with all that is in it. */
function patternsOf({ path, parents }: Source): string[] {
  const whole = [path, parents ?? ""].filter((part) => part !== "").join("/");
  return whole === "" ? ["**"] : [whole, `${whole}/**`];
}

function isPattern(source: Source): boolean {
  return source.parents !== null || hasWildcard(source.path);
}

function normalize(path: string): string {
  return posix.normalize(path).replace(/\/+$/, "") || ".";
}

function joinPath(root: string, file: string): string {
  return root === "." ? file : `${root}/${file}`;
}
