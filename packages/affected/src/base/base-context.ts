import type { Configuration } from "@sluice/core";
import type { Repository } from "@sluice/git";
import type { GitHub, GitHubEvent } from "@sluice/github";

/** What decides the base. */
export interface ReadBaseOptions {
  repository: Repository;
  configuration: Pick<Configuration, "defaultBranch" | "remote">;
  /** The event of a workflow run; null on a person's machine, and in a CI system that tells none. */
  event: GitHubEvent | null;
  /** Whether a CI system runs this: what it was pushed with is not known then unless the event tells. */
  isAutomated?: boolean;
  /** To ask for the last green run; null without a token. */
  github: GitHub | null;
  /** A revision a person gave. */
  base?: string | undefined;
  /** The commit to look at; null for the working tree. */
  head: string | null;
}

/** What the rules for each event get. */
export interface BaseContext extends ReadBaseOptions {
  remote: string;
  /** The commit to look at: `head`, or what is checked out. */
  tip: string;
}
