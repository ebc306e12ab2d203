import type { AffectedResult } from "../result.ts";

/** Which of the affected projects are asked for. */
export interface AffectedFilter {
  /** Only those that have one of these targets; all when empty. */
  targets: readonly string[];
  type: "app" | "lib" | "all";
}

/** The result with those projects alone that `filter` asks for. Images stay. */
export function filterAffected(result: AffectedResult, { targets, type }: AffectedFilter): AffectedResult {
  const projects = result.projects.filter((project) => {
    if (type !== "all" && project.type !== type) return false;
    return targets.length === 0 || targets.some((target) => project.targets.includes(target));
  });
  return { ...result, projects };
}
