import { readdir, realpath, stat } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { isSluiceError, SluiceError } from "@sluice/core";
import { openRepository, type Repository } from "@sluice/git";
import type { BuildSettings } from "./build-settings.ts";
import { computeImageInputs, type ImageInputs } from "./compute-image-inputs.ts";
import { isFolderContext } from "./context-name.ts";
import { readImageFiles, readTextIfThere } from "./read-image-files.ts";

/** A build as `docker build` is told of it. Relative paths are relative to `cwd`, an absolute path. */
export interface ReadImageInputsRequest extends BuildSettings {
  cwd: string;
  /** null: `Dockerfile`, else `Containerfile`, in the context. */
  dockerfile: string | null;
  context: string;
}

/**
 * The inputs of one build, with paths relative to `cwd`: from the files git knows, or, outside a repository, all files on
 * the disk.
 * Throws SLUICE_DOCKERFILE_MISSING, SLUICE_CONTEXT_MISSING, SLUICE_BROKEN_DOCKERFILE.
 */
export async function readImageInputs(request: ReadImageInputsRequest): Promise<ImageInputs> {
  const cwd = await realpath(request.cwd);
  const repository = await findRepository(cwd);
  const root = repository?.root ?? cwd;
  const fromRoot = (path: string) => toPosix(relative(root, resolve(cwd, path))) || ".";
  const fromCwd = (path: string) => toPosix(relative(cwd, resolve(root, path))) || ".";

  const folders = Object.entries(request.buildContexts).filter(([, value]) => isFolderContext(value));
  const buildContexts = { ...request.buildContexts, ...Object.fromEntries(folders.map(([name, folder]) => [name, fromRoot(folder)])) };
  for (const folder of [request.context, ...folders.map(([, value]) => value)]) await requireFolder(resolve(cwd, folder), folder);

  const contexts = [request.context, ...folders.map(([, folder]) => folder)].map(fromRoot);
  const settings = {
    ...request,
    buildContexts,
    context: fromRoot(request.context),
    dockerfile: await readDockerfile(cwd, request, fromRoot, fromCwd),
    files: await listFiles(root, repository, contexts),
  };
  const result = computeImageInputs({ ...settings, ...(await readImageFiles({ ...settings, root })) });
  return { ...result, inputs: result.inputs.map(fromCwd).sort() };
}

async function findRepository(cwd: string): Promise<Repository | null> {
  try {
    return await openRepository(cwd);
  } catch (error) {
    if (isSluiceError(error) && (error.code === "SLUICE_NOT_A_REPOSITORY" || error.code === "SLUICE_GIT_MISSING")) return null;
    throw error;
  }
}

async function requireFolder(path: string, given: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) return;
  throw new SluiceError("SLUICE_CONTEXT_MISSING", `The build context ${given} is no folder`, {
    hint: "Give the folder with --context, or --build-context <name>=<folder>.",
  });
}

/** Messages about the Dockerfile name it as it was given. */
async function readDockerfile(
  cwd: string,
  { dockerfile, context }: ReadImageInputsRequest,
  fromRoot: (path: string) => string,
  fromCwd: (path: string) => string,
): Promise<{ path: string; text: string }> {
  const candidates = dockerfile === null ? ["Dockerfile", "Containerfile"].map((name) => join(context, name)) : [dockerfile];
  for (const candidate of candidates) {
    const text = await readTextIfThere(resolve(cwd, candidate));
    if (text !== null) return { path: fromRoot(candidate), text };
  }
  throw new SluiceError("SLUICE_DOCKERFILE_MISSING", `There is no ${candidates.map((path) => fromCwd(fromRoot(path))).join(" or ")}`, {
    hint: "Give its path with --dockerfile.",
  });
}

/** Contexts outside the repository, or without one, are listed from the disk. */
async function listFiles(root: string, repository: Repository | null, contexts: string[]): Promise<string[]> {
  const files = repository === null ? [] : await repository.listFiles();
  const outside = contexts.filter((context) => repository === null || context === ".." || context.startsWith("../"));
  const listed = await Promise.all([...new Set(outside)].map((context) => listDisk(root, context)));
  return [...new Set([...files, ...listed.flat()])];
}

async function listDisk(root: string, context: string): Promise<string[]> {
  const folder = resolve(root, context);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory()).map((entry) => toPosix(relative(root, join(entry.parentPath, entry.name))));
}

function toPosix(path: string): string {
  return sep === "/" ? path : path.replaceAll(sep, "/");
}
