import type { PlannedPackage } from "../model/release-plan.ts";

/** What one change, such as a pull request, does to the next release. */
export interface ChangeRelease {
  /** Packages that the change itself gives a new version, at the version they have in the whole plan; sorted by name. */
  packages: PlannedPackage[];
  /** Names of changed packages that no changeset of the change speaks of, although one is needed; sorted. */
  missing: string[];
}
