import type { Project, Target } from "@sluice/ecosystems";
import type { NxJsonConfiguration } from "nx/src/config/nx-json";
import type { ProjectConfiguration, TargetConfiguration } from "nx/src/config/workspace-json-project-json";
import type { NormalizedOptions } from "./options.ts";
import { fromRoot, type OutsideFiles } from "./outside-files.ts";
import { hasOwnImageSettings, withImageState } from "./with-image-state.ts";

/** What {@link toProjectConfiguration} needs beside the project. */
export interface ConfigurationContext {
  options: NormalizedOptions;
  nxJson: Pick<NxJsonConfiguration, "namedInputs" | "targetDefaults">;
  /** Texts of the manifests that may hold settings of the project's targets. */
  ownSettings?: readonly string[];
  /** Globs, from the root, of what goes into the project's images beyond its own files. */
  imageFiles: readonly string[];
  /** Of the project with all of its targets, also where an entry of this package gives only some of them. */
  outside: OutsideFiles;
  /** Globs, from the root, of files that concern every project. */
  workspaceFiles: readonly string[];
}

/** A Sluice project as Nx describes one. */
export function toProjectConfiguration(
  project: Project,
  { options, nxJson, imageFiles, workspaceFiles, ownSettings = [], outside }: ConfigurationContext,
): ProjectConfiguration {
  const targets: Record<string, TargetConfiguration> = {};
  for (const [name, target] of Object.entries(project.targets)) {
    if (options.withoutTargets.has(name)) continue;
    const files = [...workspaceFiles, ...(name === "image" ? imageFiles : [])];
    const own = target.inputs.map((input) => (typeof input === "string" ? (outside.globOfInput.get(input) ?? input) : input));
    const inputs = own.length === 0 ? [] : [...own, ...files.map(fromRoot)];
    const configuration = toTarget({ project, name, target: { ...target, inputs: withKnownInputs(inputs, nxJson) } });
    const isOurImage = name === "image" && target.command.startsWith("sluice images build ");
    if (isOurImage && !hasOwnImageSettings(nxJson, ownSettings)) Object.assign(targets, withImageState(configuration, project.root));
    else targets[name] = configuration;
  }
  if (!outside.isNamed) targets["reads"] = readsTarget(outside.inputs);
  return {
    root: project.root,
    name: project.name,
    projectType: project.type === "app" ? "application" : "library",
    ...(outside.inputs.length === 0 ? {} : { namedInputs: withOutsideFiles(outside.inputs, nxJson) }),
    targets,
  };
}

/**
 * What stands outside of a project's folder is in its `default` inputs, and so in the `^default` and `^production` of those that need it:
 * Nx selects tasks by their inputs, and of a dependency's targets it does not know which ones matter.
 */
function withOutsideFiles(inputs: readonly string[], { namedInputs = {} }: Pick<NxJsonConfiguration, "namedInputs">): NamedInputs {
  const { default: all = ["{projectRoot}/**/*"], production } = namedInputs;
  const isWithin = production === undefined || production.includes("default");
  return { default: [...all, ...inputs], ...(isWithin ? {} : { production: [...production, ...inputs] }) };
}

type NamedInputs = NonNullable<ProjectConfiguration["namedInputs"]>;

/**
 * Nx looks at the inputs of targets to tell whom a file outside of all projects concerns. Where no target names what the project takes in, this
 * one does, and does nothing else: the project may have no target, and its dependents have some.
 */
function readsTarget(inputs: string[]): TargetConfiguration {
  return { executor: "nx:noop", cache: true, inputs, metadata: { description: "Names the files that the sources take in. Does nothing." } };
}

function toTarget({ project, name, target }: { project: Project; name: string; target: Target }): TargetConfiguration {
  const { command, cwd, cache, inputs, outputs, dependsOn, description } = target;
  // The same executor that Nx itself infers for a script, so that both descriptions merge into one target.
  const runsScript = project.ecosystem === "npm" && command === `npm run ${name}`;
  return {
    ...(runsScript ? { executor: "nx:run-script", options: { script: name } } : { command, options: { cwd } }),
    cache,
    // Nx's type of an input is a union of tables; these are its syntax already.
    ...(inputs.length === 0 ? {} : { inputs: inputs as NonNullable<TargetConfiguration["inputs"]> }),
    outputs,
    ...(dependsOn.length === 0 ? {} : { dependsOn }),
    metadata: { description, technologies: [technologyOf(project)] },
  };
}

/** `production` is a name that nx.json gives; where it does not, everything counts. */
function withKnownInputs(inputs: readonly unknown[], { namedInputs }: Pick<NxJsonConfiguration, "namedInputs">): unknown[] {
  if (namedInputs !== undefined && "production" in namedInputs) return [...inputs];
  return inputs.map((input) => (input === "production" ? "default" : input === "^production" ? "^default" : input));
}

function technologyOf({ ecosystem }: Project): string {
  return ecosystem === "cargo" ? "rust" : ecosystem;
}
