import type { ManifestProject, ProjectFacts } from "../model/reading.ts";
import type { Target } from "../model/workspace.ts";
import { taskInputs } from "./inputs.ts";

/** Scripts whose result depends on files alone; any other script may start a server or publish something. */
const cacheable = new Set(["build", "lint", "test", "typecheck"]);

// The same lists for all: there may be tens of thousands of targets.
const none: string[] = [];
const builtBefore = ["^build"];

/** Every script of a package.json is a target, as Nx has it. */
export function npmTargets(
  { root }: ManifestProject,
  { scripts, generatedFolders }: Extract<ProjectFacts, { ecosystem: "npm" }>,
): Record<string, Target> {
  const targets: Record<string, Target> = {};
  for (const [name, content] of Object.entries(scripts)) {
    const isBuild = name === "build";
    targets[name] = {
      command: `npm run ${name}`,
      cwd: root,
      cache: cacheable.has(name),
      inputs: cacheable.has(name)
        ? taskInputs({ of: isBuild ? "production" : "whole project", tools: ["node --version"], variables: ["NODE_ENV"] })
        : none,
      outputs: isBuild ? generatedFolders.map((folder) => `{projectRoot}/${folder}`) : none,
      dependsOn: isBuild ? builtBefore : none,
      description: `Runs the script \`${name}\`: ${content}`,
    };
  }
  return targets;
}
