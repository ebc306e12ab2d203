import type { Target } from "../model/workspace.ts";

/**
 * `image`: builds the project's container images. Not cached by itself: whether an image exists, the registry knows, and a `runtime`
 * input that asks it would be remembered by Nx's daemon. The Nx plugin puts a target before it that asks.
 */
export function imageTarget(project: string): Target {
  return {
    command: `sluice images build --project ${shellWord(project)}`,
    cwd: ".",
    cache: false,
    // A Dockerfile may copy whatever is in a project, its tests as well.
    inputs: ["default", "^default"],
    outputs: [],
    dependsOn: [],
    description: "Builds the project's container images.",
  };
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
