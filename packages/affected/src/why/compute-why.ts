import { hintNames, SluiceError } from "@sluice/core";
import type { Dependency } from "@sluice/ecosystems";
import type { AffectedResult, Reason } from "../result.ts";

/** One step from a change to a project: `project` is affected for `reason`. */
export interface WhyStep {
  project: string;
  reason: Reason;
  /** For a dependency, and for a file that is taken in from outside of the project: the file, and the line where it is known, that says so. */
  declared: { file: string; line: number | null } | null;
}

/**
 * The shortest chain from the change to `project`, the change's own project first. Empty when the project is not
 * affected. `projects` are all there are. Throws SLUICE_UNKNOWN_PROJECT.
 */
export function computeWhy(result: AffectedResult, { project, projects, dependencies }: WhyQuestion): WhyStep[] {
  const reasons = new Map(result.projects.map(({ name, reasons }) => [name, reasons]));
  if (!reasons.has(project)) {
    if (projects.includes(project)) return [];
    throw unknownProject(project, projects);
  }
  const chains: WhyStep[][] = [[]];
  const heads = [project];
  const seen = new Set(heads);
  // Breadth first: `heads` and `chains` grow while they are walked.
  for (const [index, head] of heads.entries()) {
    const chain = chains[index] ?? [];
    const all = reasons.get(head) ?? [];
    const direct = all.find(({ kind }) => kind !== "dependency");
    if (direct !== undefined) return [{ project: head, reason: direct, declared: null }, ...chain];
    for (const reason of all) {
      if (reason.kind !== "dependency" || seen.has(reason.project)) continue;
      seen.add(reason.project);
      heads.push(reason.project);
      chains.push([{ project: head, reason, declared: declaration(dependencies, head, reason.project) }, ...chain]);
    }
  }
  return [];
}

/** What {@link computeWhy} is asked, and the graph it answers from. */
export interface WhyQuestion {
  project: string;
  projects: readonly string[];
  dependencies: readonly Dependency[];
}

function declaration(dependencies: readonly Dependency[], source: string, target: string): WhyStep["declared"] {
  const found = dependencies.find((dependency) => dependency.source === source && dependency.target === target);
  return found === undefined ? null : { file: found.file, line: found.line ?? null };
}

function unknownProject(project: string, projects: readonly string[]): SluiceError {
  return new SluiceError("SLUICE_UNKNOWN_PROJECT", `There is no project ${JSON.stringify(project)} in this repository`, {
    hint: hintNames(project, projects, "No manifest was found."),
  });
}
