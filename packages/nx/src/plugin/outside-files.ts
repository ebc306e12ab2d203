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

/** `lockfiles`: from the root, what the project installs from. What `lint` alone reads is its settings, and concerns nobody else. */
export function outsideFiles(
  { root, reads = [], targets }: Pick<Project, "root" | "reads" | "targets">,
  lockfiles: readonly string[],
): OutsideFiles {
  const globOfInput = new Map([...reads, ...lockfiles].map((path) => [fromRoot(path), fromRoot(toNxGlob(path))]));
  const inputs = new Set(globOfInput.values());
  const deciding = Object.keys(targets).filter((name) => name !== "lint" && name !== "image");
  for (const name of deciding.length > 0 ? deciding : Object.keys(targets))
    for (const input of targets[name]?.inputs ?? []) if (isFromRoot(input)) inputs.add(globOfInput.get(input) ?? input);
  // A folder that is called like a pattern: `{projectRoot}` finds nothing in it.
  if (toNxGlob(root) !== root) inputs.add(fromRoot(`${toNxGlob(root)}/**`));
  const named = new Set(Object.values(targets).flatMap((target) => target.inputs));
  return { inputs: [...inputs].sort(), globOfInput, isNamed: [...globOfInput.keys()].every((input) => named.has(input)) };
}

/** A path or glob from the root as an input of Nx. */
export function fromRoot(path: string): string {
  return `{workspaceRoot}/${path}`;
}

function isFromRoot(input: unknown): input is string {
  return typeof input === "string" && input.startsWith(fromRoot(""));
}
