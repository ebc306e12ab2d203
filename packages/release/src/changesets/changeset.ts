import type { NewChangeset } from "@changesets/types";

/** A changeset as it lies in the repository. */
export interface RecordedChangeset extends NewChangeset {
  /** Path from the repository root, for example `.changeset/brave-cats-jump.md`. */
  path: string;
  /** The commit that added it: 40 hex digits; null when it is not committed or git does not know. */
  commit: string | null;
  /** Who made that commit; null where git does not know. */
  author: { name: string; email: string } | null;
  /** The pull request that the commit's header names, or null. */
  pullRequest: number | null;
}
