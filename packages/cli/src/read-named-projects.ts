import { nearestName } from "@sluice/core";
import type { Workspace } from "@sluice/ecosystems";
import type { CommandContext, CommandOptions, OptionDefinition } from "./command.ts";
import { rangeOptions } from "./range-options.ts";
import { readAffectedProject } from "./read-affected-project.ts";
import { type OpenProject, readProject } from "./read-project.ts";

/** The options of a command for a job of CI: projects by name, else what a change affects. */
export const namedProjectOptions: readonly OptionDefinition[] = [
  {
    flags: "--project <names>",
    description: "names of projects, with commas between them; those a change affects when left out",
    repeatable: true,
    completes: "project",
  },
  ...rangeOptions,
];

/** A repository and the projects that a job of CI is for. */
export interface NamedProjects extends OpenProject {
  names: string[];
  workspace: Workspace;
  files: string[];
}

/** The projects that `--project` names (with commas between them), else those that a change affects: {@link namedProjectOptions}. */
export async function readNamedProjects(options: CommandOptions, context: CommandContext): Promise<NamedProjects> {
  const named = options
    .list("project")
    .flatMap((names) => names.split(","))
    .filter(Boolean);
  if (named.length === 0) {
    const { result, ...project } = await readAffectedProject(options, context);
    return { ...project, names: result.projects.map(({ name }) => name), files: await project.repository.listFiles() };
  }
  const project = await readProject(context);
  const known = project.workspace.projects.map(({ name }) => name);
  for (const name of named) warnMistyped(name, known, context);
  return { ...project, names: named };
}

/** There may be projects that Nx alone knows: only what is near a name there is counts as mistyped. */
function warnMistyped(name: string, known: readonly string[], { warn }: CommandContext): void {
  const nearest = known.includes(name) ? null : nearestName(name, known);
  if (nearest === null) return;
  warn({
    code: "SLUICE_UNKNOWN_PROJECT",
    message: `There is no project ${JSON.stringify(name)}; did you mean ${JSON.stringify(nearest)}?`,
  });
}
