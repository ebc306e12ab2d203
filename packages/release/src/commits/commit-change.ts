import type { Release } from "@changesets/types";

/** A change that a commit message tells, as a source of bumps beside the changesets. */
export interface CommitChange {
  /** Different for every change, and for every changeset: `commit:<sha>`, with `:1`, `:2`, … for more of the same commit. */
  id: string;
  /** 40 hex digits. */
  commit: string;
  /** Packages it bumps; never empty. */
  releases: Release[];
  /** Markdown for the changelog. */
  summary: string;
  author: { name: string; email: string };
  /** Number of the pull request its message names, or null. */
  pullRequest: number | null;
}

/** The commit behind an id of a {@link CommitChange}; null for the id of a changeset. */
export function commitOfChange(id: string): string | null {
  return /^commit:([0-9a-f]+)/.exec(id)?.[1] ?? null;
}
