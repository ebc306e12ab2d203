import { matchesGlob } from "node:path";
import type { NxJsonConfiguration } from "nx/src/config/nx-json";
import type { TargetConfiguration } from "nx/src/config/workspace-json-project-json";

/**
 * `image` as a target that Nx may cache, with `image-state` before it, which asks the registry each time and writes down what it found;
 * that file is part of the hash of `image`. So a hit means that the registry has all that the build would make. Nx's other ways to
 * know of the registry are no good: a `runtime` input is remembered by its daemon, and a custom hasher is deprecated and makes every
 * project affected.
 */
export function withImageState(image: TargetConfiguration, root: string): Record<string, TargetConfiguration> {
  const { command = "", inputs = [], dependsOn = [] } = image;
  // Nx's own folder, which it asks to ignore.
  const file = `.nx/workspace-data/sluice/images/${root}/state.json`;
  return {
    image: {
      ...image,
      command: `${command} --nx-state ${quote(file)}`,
      cache: true,
      inputs: [...inputs, { dependentTasksOutputFiles: "**/sluice/images/**/state.json" }],
      dependsOn: [...dependsOn, { target: "image-state", params: "forward" }],
    },
    "image-state": {
      ...image,
      command: `${command} --write-nx-state ${quote(file)}`,
      cache: false,
      outputs: [`{workspaceRoot}/${file}`],
      metadata: { ...image.metadata, description: "Asks the registry whether `image` has anything to do. Builds nothing." },
    },
  };
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * Whether settings of the repository's own – nx.json's target defaults, a project.json, a package.json – take the place of what
 * `image` depends on: then it must not be cached. `texts`: the manifests that may hold targets of the project.
 */
export function hasOwnImageSettings(
  { targetDefaults = {} }: Pick<NxJsonConfiguration, "targetDefaults">,
  texts: readonly string[],
): boolean {
  const defaults = Object.entries(targetDefaults).filter(([name]) => name === "nx:run-commands" || matchesGlob("image", name));
  return [...texts.map(targetsOf), ...defaults.map(([, value]) => value)].some((value) =>
    /"(inputs|dependsOn)":/.test(JSON.stringify(value) ?? ""),
  );
}

/** What a project.json, or a package.json under `nx`, says of the target `image`. */
function targetsOf(text: string): unknown {
  try {
    const manifest: { targets?: Record<string, unknown>; nx?: { targets?: Record<string, unknown> } } = JSON.parse(text);
    return [manifest.targets?.["image"], manifest.nx?.targets?.["image"]];
  } catch {
    // Nx has its own words for what it cannot read.
    return null;
  }
}
