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
  /** The promise of what git says to a command that somebody asked ahead, by its arguments and input ({@link askedAs}). */
  asked: Map<string, Promise<GitOutput>>;
}

/** Nothing is known yet. */
export function noRevisions(): KnownRevisions {
  return { commits: new Map(), trees: new Map(), mergeBases: new Map(), differences: new Map(), asked: new Map() };
}

/** What was known may have changed. */
export function forgetRevisions({ commits, trees, mergeBases, differences, asked }: KnownRevisions): void {
  commits.clear();
  trees.clear();
  mergeBases.clear();
  differences.clear();
  asked.clear();
}

/** How a command is known by its arguments and what goes to its standard input. */
export function askedAs(args: readonly string[], input = ""): string {
  return [...args, input].join("\0");
}

/** What was asked ahead with these arguments and that input, for once: it is long, and grows old. Null when nobody did. */
export function takeAsked({ asked }: KnownRevisions, args: readonly string[], input: string): Promise<GitOutput> | null {
  const name = askedAs(args, input);
  const answer = asked.get(name) ?? null;
  asked.delete(name);
  return answer;
}
