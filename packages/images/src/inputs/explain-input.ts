import { collectSources, type Source } from "./collect-sources.ts";
import { contextRoot, findIgnoreFile, type ImageInputsRequest } from "./compute-image-inputs.ts";
import { ignoreRules } from "./ignore-rules.ts";
import { matchSource } from "./match-source.ts";
import { parseDockerfile } from "../dockerfile/parse-dockerfile.ts";

/** An instruction that takes a file into an image. */
interface TakenBy {
  /** Path of the Dockerfile. */
  dockerfile: string;
  /** From 1. */
  line: number;
  /** The instruction's own line: `COPY src /app/src`. */
  instruction: string;
  /** Name of the stage, or its number from 0 on. */
  stage: string;
  /** Folder of the build context, from the repository root. */
  context: string;
}

/** The pattern that keeps a file out of a build context. */
interface IgnoredBy {
  ignoreFile: string;
  /** From 1. */
  line: number;
  pattern: string;
}

/** Why a file reaches an image, or why it does not. */
export type InputExplanation =
  | { kind: "dockerfile" }
  | { kind: "ignore-file" }
  | { kind: "taken"; by: TakenBy[] }
  | { kind: "ignored"; by: IgnoredBy }
  | { kind: "outside"; contexts: string[] }
  | { kind: "not-copied"; dockerfile: string }
  | { kind: "unknown" };

/**
 * Says why `file` (POSIX, from the root) is an input of a build, with every instruction that takes it, or why not: git does
 * not know it, no context holds it, a pattern of an ignore file keeps it out, or no instruction of a stage that the target
 * needs copies it. Pure. Throws SLUICE_BROKEN_DOCKERFILE.
 */
export function explainInput(request: ImageInputsRequest, file: string): InputExplanation {
  const { path, text } = request.dockerfile;
  if (file === path) return { kind: "dockerfile" };
  if (!request.files.includes(file)) return { kind: "unknown" };
  const { sources } = collectSources(parseDockerfile(path, text), request);
  const taken = sources.filter((source) => takes(request, source, file, true));
  if (taken.length > 0) return { kind: "taken", by: taken.map((source) => takenBy(request, source)) };
  const roots = [...new Set(sources.map((source) => contextRoot(request, source)))];
  const holding = sources.filter((source) => pathWithin(contextRoot(request, source), file) !== null);
  if (holding.some((source) => findIgnoreFile(request, source) === file)) return { kind: "ignore-file" };
  // What keeps out a file that an instruction would take says more than what keeps out one that nobody asks for.
  const wanting = holding.filter((source) => takes(request, source, file, false));
  for (const source of [...wanting, ...holding]) {
    const by = ignoredBy(request, source, file);
    if (by !== null) return { kind: "ignored", by };
  }
  return holding.length === 0 && sources.length > 0
    ? { kind: "outside", contexts: roots.sort() }
    : { kind: "not-copied", dockerfile: path };
}

function takes(request: ImageInputsRequest, source: Source, file: string, heedsIgnores: boolean): boolean {
  const path = pathWithin(contextRoot(request, source), file);
  if (path === null) return false;
  if (heedsIgnores && isIgnored(request, source, path)) return false;
  const links = new Map<string, string>();
  for (const [link, target] of request.links ?? []) {
    const own = pathWithin(contextRoot(request, source), link);
    if (own !== null) links.set(own, target);
  }
  return matchSource(source, { files: [path], links }).includes(path);
}

function takenBy(request: ImageInputsRequest, source: Source): TakenBy {
  const instruction = request.dockerfile.text.split(/\r?\n/)[source.line - 1]?.trim() ?? "";
  return {
    dockerfile: request.dockerfile.path,
    line: source.line,
    instruction,
    stage: source.stage,
    context: contextRoot(request, source),
  };
}

/** A path from the root as one within a folder; null when it is not below it. */
function pathWithin(root: string, file: string): string | null {
  if (root === ".") return file.startsWith("../") ? null : file;
  return file.startsWith(`${root}/`) ? file.slice(root.length + 1) : null;
}

function isIgnored(request: ImageInputsRequest, source: Source, path: string): boolean {
  const ignoreFile = findIgnoreFile(request, source);
  return ignoreFile !== null && ignoreRules(request.ignoreFiles.get(ignoreFile) ?? "")(path);
}

/** The last line that decides: with all lines up to it the file is ignored, and no later line lets it in again. */
function ignoredBy(request: ImageInputsRequest, source: Source, file: string): IgnoredBy | null {
  const ignoreFile = findIgnoreFile(request, source);
  const path = pathWithin(contextRoot(request, source), file);
  if (ignoreFile === null || path === null) return null;
  const lines = (request.ignoreFiles.get(ignoreFile) ?? "").split(/\r?\n/);
  if (!ignoreRules(lines.join("\n"))(path)) return null;
  for (let count = lines.length; count > 0; count -= 1) {
    if (!ignoreRules(lines.slice(0, count - 1).join("\n"))(path))
      return { ignoreFile, line: count, pattern: lines[count - 1]?.trim() ?? "" };
  }
  return null;
}
