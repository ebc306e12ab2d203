import { posix } from "node:path";
import type { Project } from "@sluice/ecosystems";
import { toNxGlob } from "./to-nx-glob.ts";

/** What a project's result depends on beside the files in its folder. */
export interface OutsideFiles {
  /** As inputs of Nx, sorted. */
  inputs: string[];
  /** By the input that names a file as it is called, the glob that Nx finds it by. */
  globOfInput: ReadonlyMap<string, string>;
  /** Whether a target has them among its inputs. */
  isNamed: boolean;
}

/** Where the project's lockfiles are, and where there is none. */
export interface LockfilePlaces {
  /** Lockfiles and shared manifests outside of its folder that it installs from, from the root. */
  lockfiles: readonly string[];
  hasFile: (path: string) => boolean;
}

/** Above a project, those who install may find these; in a Go module that projects share, go.sum too. */
const lockfileNames = [
  "package-lock.json",
  "npm-shrinkwrap.json",
  "yarn.lock",
  "pnpm-lock.yaml",
  "pnpm-workspace.yaml",
  "bun.lock",
  "bun.lockb",
  "uv.lock",
  "poetry.lock",
  "pdm.lock",
  "Pipfile.lock",
  "Cargo.lock",
  "go.sum",
  "go.work",
  "go.work.sum",
];

/** What `lint` alone reads is its settings, and concerns nobody else. */
export function outsideFiles(
  { root, reads = [], targets }: Pick<Project, "root" | "reads" | "targets">,
  { lockfiles, hasFile }: LockfilePlaces,
): OutsideFiles {
  const globOfInput = new Map([...reads, ...lockfiles].map((path) => [fromRoot(path), fromRoot(toNxGlob(path))]));
  const inputs = new Set([...reads, ...lockfiles].flatMap(withFolders).map((path) => fromRoot(toNxGlob(path))));
  const deciding = Object.keys(targets).filter((name) => name !== "lint" && name !== "image");
  for (const name of deciding.length > 0 ? deciding : Object.keys(targets))
    for (const input of targets[name]?.inputs ?? []) if (isFromRoot(input)) inputs.add(globOfInput.get(input) ?? input);
  for (const folder of foldersAbove(root)) {
    // One that is there is an input where it is used; one that is gone was used by somebody.
    const gone = lockfileNames.filter((name) => !hasFile(posix.join(folder, name)));
    inputs.add(fromRoot(posix.join(toNxGlob(folder), `{${gone.join(",")}}`)));
  }
  // A folder that is called like a pattern: `{projectRoot}` finds nothing in it.
  if (toNxGlob(root) !== root) inputs.add(fromRoot(`${toNxGlob(root)}/**`));
  const named = new Set(Object.values(targets).flatMap((target) => target.inputs));
  return { inputs: [...inputs].sort(), globOfInput, isNamed: [...globOfInput.keys()].every((input) => named.has(input)) };
}

/** A path or glob from the root as an input of Nx. */
export function fromRoot(path: string): string {
  return `{workspaceRoot}/${path}`;
}

/** Of a submodule git names the folder alone, and Nx looks into it: a folder on the way may be what changes. */
export function withFolders(path: string): string[] {
  return [path, ...foldersAbove(path).filter((folder) => folder !== ".")];
}

function foldersAbove(root: string): string[] {
  const folders: string[] = [];
  for (let folder = root; folder !== ".";) folders.push((folder = posix.dirname(folder)));
  return folders;
}

function isFromRoot(input: unknown): input is string {
  return typeof input === "string" && input.startsWith(fromRoot(""));
}
