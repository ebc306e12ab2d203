import type { AffectedResult } from "@sluice/affected";
import { nearestName, type Warning } from "@sluice/core/quick";

/** A warning for each target that no affected project has and that is near one they have. What is near none may be right. */
export function mistypedTargets({ projects }: AffectedResult, targets: readonly string[]): Warning[] {
  const known = [...new Set(projects.flatMap((project) => project.targets))].toSorted();
  return targets.flatMap((target) => {
    const nearest = known.includes(target) ? null : nearestName(target, known);
    if (nearest === null) return [];
    const message = `No affected project has a target ${JSON.stringify(target)}; did you mean ${JSON.stringify(nearest)}?`;
    return [{ code: "SLUICE_UNKNOWN_TARGET" as const, message }];
  });
}
