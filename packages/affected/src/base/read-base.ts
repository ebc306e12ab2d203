import type { Configuration } from "@sluice/core";
import type { Repository } from "@sluice/git";
import type { GitHub, GitHubEvent } from "@sluice/github";
import { argumentBase } from "./argument-base.ts";
import { type Base, unknownBase } from "./base.ts";
import { mergeGroupBase, pullRequestBase, pushBase, releaseBase, runBase } from "./event-base.ts";
import { localBase } from "./local-base.ts";

/** What decides the base. */
export interface ReadBaseOptions {
  repository: Repository;
  configuration: Pick<Configuration, "defaultBranch" | "remote">;
  /** The event of a workflow run; null on a person's machine. */
  event: GitHubEvent | null;
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

/**
 * Finds the commit to compare with, for every way a run can start. Fetches history where a shallow clone lacks it. What
 * cannot be found is a base without revision and a warning, never an error; only a `base` that a person gave and that
 * does not exist is SLUICE_UNKNOWN_REVISION.
 */
export async function readBase(options: ReadBaseOptions): Promise<Base> {
  const { repository, event, base } = options;
  const tip = options.head ?? (await repository.headRevision());
  if (tip === null) {
    if (base !== undefined) await repository.resolveRevision(base);
    return unknownBase("this repository has no commit yet", "Commit something.");
  }
  const context: BaseContext = { ...options, tip, remote: options.configuration.remote };
  if (base !== undefined) return argumentBase(context, base);
  if (event === null) return localBase(context);
  return eventBase(context, event);
}

function eventBase(context: BaseContext, event: GitHubEvent): Promise<Base> {
  if (event.name.startsWith("pull_request")) return pullRequestBase(context, event);
  if (event.name === "merge_group") return mergeGroupBase(context, event);
  if (event.name === "release" || event.ref.startsWith("refs/tags/")) return releaseBase(context, event);
  if (event.name === "push") return pushBase(context, event);
  return runBase(context, event);
}
