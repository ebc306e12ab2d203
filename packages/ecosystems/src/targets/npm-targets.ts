import type { ManifestProject, ProjectFacts } from "../model/reading.ts";
import type { Target } from "../model/workspace.ts";
import { environment, productionOnly, toolVersion, wholeProject } from "./inputs.ts";

/** Scripts whose result depends on files alone; any other script may start a server or publish something. */
const cacheable = new Set(["build", "lint", "test", "typecheck"]);

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
        ? [...(isBuild ? productionOnly : wholeProject), toolVersion("node --version"), ...environment("NODE_ENV")]
        : [],
      outputs: isBuild ? generatedFolders.map((folder) => `{projectRoot}/${folder}`) : [],
      dependsOn: isBuild ? ["^build"] : [],
      description: `Runs the script \`${name}\`: ${content}`,
    };
  }
  return targets;
}
