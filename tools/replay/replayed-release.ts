import type { ReplayDifference } from "./compare-manifests.ts";

/** A release of a public history, made once more by Sluice from what was there before it. */
export interface ReplayedRelease {
  /** The commit or the git tag. */
  name: string;
  /** How many packages got a new version. */
  packages: number;
  differences: ReplayDifference[];
  /** Why it could not be replayed. */
  failure: string | null;
  /** What explains that it is otherwise; null where nothing does, and where nothing is. */
  reason: string | null;
}
