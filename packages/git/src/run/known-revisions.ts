import type { Difference } from "../files/changed-file.ts";

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
}

/** Nothing is known yet. */
export function noRevisions(): KnownRevisions {
  return { commits: new Map(), trees: new Map(), mergeBases: new Map(), differences: new Map() };
}

/** What was known may have changed. */
export function forgetRevisions({ commits, trees, mergeBases, differences }: KnownRevisions): void {
  commits.clear();
  trees.clear();
  mergeBases.clear();
  differences.clear();
}
