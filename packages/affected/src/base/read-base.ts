import type { GitHubEvent } from "@sluice/github";
import { argumentBase } from "./argument-base.ts";
import type { BaseContext, ReadBaseOptions } from "./base-context.ts";
import { type Base, unknownBase } from "./base.ts";
import { localBase } from "./local-base.ts";

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
  if (event !== null) return eventBase(context, event);
  // Without the remote, nothing was pushed.
  const isPushed = options.isAutomated === true && (await repository.listRemotes()).includes(context.remote);
  return isPushed ? (await import("./event-base.ts")).untoldBase(context) : localBase(context);
}

async function eventBase(context: BaseContext, event: GitHubEvent): Promise<Base> {
  const { mergeGroupBase, pullRequestBase, pushBase, releaseBase, runBase } = await import("./event-base.ts");
  if (event.name.startsWith("pull_request")) return pullRequestBase(context, event);
  if (event.name === "merge_group") return mergeGroupBase(context, event);
  if (event.name === "release" || event.ref.startsWith("refs/tags/")) return releaseBase(context, event);
  if (event.name === "push") return pushBase(context, event);
  return runBase(context, event);
}
