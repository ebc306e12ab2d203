import type { Difference } from "../files/changed-file.ts";
import type { GitOutput } from "./git-run.ts";

/** What git said of revisions. A run asks for the same ones again and again, and a git process takes longer than everything around it. */
export interface KnownRevisions {
  /** A commit's id by itself; and by a name, for the moment after a quick look: names move. */
  commits: Map<string, string>;
  /** Tree ids by commit id. */
  trees: Map<string, string>;
  /** Best common ancestors by two commit ids with a space between; null when there is none. */
  mergeBases: Map<string, string | null>;
  /** Differing files, or the promise of them, by two commit ids with a space between. */
  differences: Map<string, Promise<ReadonlyMap<string, Difference>>>;
  /** The promise of a commit's files as git lists them, by commit id, where somebody asked ahead. Whoever takes it removes it: it is long. */
  listings: Map<string, Promise<GitOutput>>;
}

/** Nothing is known yet. */
export function noRevisions(): KnownRevisions {
  return { commits: new Map(), trees: new Map(), mergeBases: new Map(), differences: new Map(), listings: new Map() };
}

/** What was known may have changed. */
export function forgetRevisions({ commits, trees, mergeBases, differences, listings }: KnownRevisions): void {
  commits.clear();
  trees.clear();
  mergeBases.clear();
  differences.clear();
  listings.clear();
}
