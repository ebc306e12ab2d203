import type { AffectedResult } from "@sluice/affected";

/** What `sluice run` will do: which targets of which projects, through which call of nx. */
export interface RunPlan {
  targets: string[];
  /** Names of the projects that are run. */
  projects: string[];
  /** Names of affected projects that nx cannot know, because their manifest cannot be read. */
  broken: string[];
  /** Arguments of nx; empty when nothing is to be run. */
  nxArgs: string[];
}

/** How the tasks are run. */
export interface RunSettings {
  targets: string[];
  /** How many tasks at once, in nx's terms; nx decides when left out. */
  parallel: string | undefined;
  /** Go on after a task failed. */
  continueOnError: boolean;
}

/** The plan for running `targets` of exactly the affected projects. `known` are the projects with a readable manifest. */
export function assembleRunPlan(
  result: AffectedResult,
  known: ReadonlySet<string>,
  { targets, parallel, continueOnError }: RunSettings,
): RunPlan {
  const affected = result.projects.map(({ name }) => name);
  const projects = affected.filter((name) => known.has(name));
  const broken = affected.filter((name) => !known.has(name));
  const nxArgs = ["run-many", `--targets=${targets.join(",")}`, `--projects=${projects.join(",")}`];
  if (parallel !== undefined) nxArgs.push(`--parallel=${parallel}`);
  if (!continueOnError) nxArgs.push("--nxBail");
  return { targets, projects, broken, nxArgs: projects.length === 0 ? [] : nxArgs };
}

/** The plan for a person. */
export function renderRunPlan({ targets, projects, nxArgs }: RunPlan): string {
  if (nxArgs.length === 0) return `Nothing is affected: no ${targets.join(", ")} to run.`;
  return [`${targets.join(", ")} of ${projects.join(", ")}`, `nx ${nxArgs.join(" ")}`].join("\n");
}
