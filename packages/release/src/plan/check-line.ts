import { SluiceError } from "@sluice/core";
import semver from "semver";
import type { PlannedPackage } from "../model/release-plan.ts";

/** The range of versions that a maintenance branch is for: `1.x` of `1.x` and `support/v1.x`; null for any other branch. */
export function lineOfBranch(branch: string): string | null {
  return /(?:^|\/)v?(\d+(?:\.\d+)?\.x)$/.exec(branch)?.[1] ?? null;
}

/**
 * Checks that no package leaves the line of its branch: one that is in it before has to be in it afterwards.
 *
 * @throws SLUICE_LEAVES_LINE with every package that would
 */
export function checkLine(packages: readonly PlannedPackage[], line: string): void {
  const leaving = packages.filter(({ oldVersion, newVersion }) => isIn(oldVersion, line) && !isIn(newVersion, line));
  if (leaving.length === 0) return;
  const moves = leaving.map(({ name, oldVersion, newVersion }) => `${name} ${oldVersion} → ${newVersion}`);
  throw new SluiceError("SLUICE_LEAVES_LINE", `The branch is for ${line}, and the plan leaves it: ${moves.join(", ")}`, {
    hint: "Make the change smaller, or make it on the branch that the next line comes from.",
  });
}

function isIn(version: string, line: string): boolean {
  return semver.satisfies(version, line, { includePrerelease: true });
}
