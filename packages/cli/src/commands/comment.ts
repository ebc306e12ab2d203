import { isSluiceError, SluiceError } from "@sluice/core";
import { type GitHub, type GitHubEvent, type KeptCommentResult, readEvent } from "@sluice/github";
import { readChangeRelease } from "@sluice/release";
import { defineCommand, type CommandContext, type CommandDefinition, type CommandOptions } from "../command.ts";
import { rangeOptions } from "../range-options.ts";
import { readAffectedProject } from "../read-affected-project.ts";
import { openGitHubOf } from "../release/open-github.ts";
import { readChangeSources } from "../release/read-sources.ts";
import { renderChangeComment } from "../render/change-comment.ts";

/** What the comment begins with; it is never changed, so that a later version of Sluice finds the comments of an earlier one. */
const MARKER = "<!-- sluice: what this change affects and releases -->";

const command: CommandDefinition = defineCommand({
  summary: "Keep one comment under the pull request: what it affects and why, what it would release, whether a changeset is missing.",
  options: [
    { flags: "--pull-request <number>", description: "the pull request; that of the event when left out" },
    ...rangeOptions,
    { flags: "--dry-run", description: "print the comment, and send nothing" },
  ],
  examples: ["sluice comment", "sluice comment --dry-run --base origin/main", "sluice comment --pull-request 12"],
  run: async ({ options, context }) => {
    const event = await readEvent(context.env);
    const dryRun = options.flag("dryRun");
    const number = pullRequestOf(options, event);
    if (number === null && !dryRun) {
      if (event === null) throw noPullRequest();
      if (context.json) context.printJson({ schemaVersion: 1, dryRun, pullRequest: null, action: "none", url: null });
      else context.print(`This is a ${event.name}, not a pull request: there is nothing to comment on.`);
      return 0;
    }
    const change = await readChange(options, context);
    const body = renderChangeComment(change.result, change.release);
    const done = dryRun || number === null ? nothingDone : await keep(number, body, context);
    const { packages, missing } = change.release;
    if (context.json) context.printJson({ schemaVersion: 1, dryRun, pullRequest: number, ...done, packages, missing, body });
    else context.print(dryRun ? body : renderKept(done));
    return 0;
  },
});
export default command;

const nothingDone: KeptCommentResult = { action: "none", url: null };

async function readChange(options: CommandOptions, context: CommandContext) {
  const { result } = await readAffectedProject(options, context);
  for (const warning of result.warnings) context.warn(warning);
  const { base, changedFiles } = result;
  const release = await readChangeRelease({ ...(await readChangeSources(context)), from: base.revision, changedFiles });
  return { result, release };
}

function pullRequestOf(options: CommandOptions, event: GitHubEvent | null): number | null {
  const given = options.text("pullRequest");
  if (given !== undefined) {
    if (/^[1-9]\d*$/.test(given)) return Number(given);
    throw new SluiceError("SLUICE_USAGE", `--pull-request ${JSON.stringify(given)} is no number`, {
      hint: "Give it as --pull-request 12.",
    });
  }
  const pullRequest: unknown = event?.payload["pull_request"];
  const number = typeof pullRequest === "object" && pullRequest !== null && "number" in pullRequest ? pullRequest.number : null;
  return typeof number === "number" ? number : null;
}

/** A fork's pull request runs with a token that may write nothing; then the job's summary has the text. */
async function keep(number: number, body: string, context: CommandContext): Promise<KeptCommentResult> {
  try {
    return await openGitHub(context).keepComment({ number, marker: MARKER, body });
  } catch (error) {
    if (!isSluiceError(error) || error.code !== "SLUICE_GITHUB_FORBIDDEN" || context.summarize === null) throw error;
    context.summarize(body);
    const message = `The token may not comment on pull request ${number}, so the job's summary has it; give the job \`pull-requests: write\`. A fork's never may.`;
    context.warn({ code: "SLUICE_COMMENT_FORBIDDEN", message });
    return nothingDone;
  }
}

function openGitHub(context: CommandContext): GitHub {
  const github = openGitHubOf(context);
  if (github !== null) return github;
  throw new SluiceError("SLUICE_NO_GITHUB", "It is not known which GitHub repository the pull request is in", {
    hint: "Set GITHUB_REPOSITORY=owner/name, and GITHUB_TOKEN.",
  });
}

function noPullRequest(): SluiceError {
  return new SluiceError("SLUICE_NO_PULL_REQUEST", "It is not known which pull request to comment on", {
    hint: "Give --pull-request 12, or --dry-run to see the comment.",
  });
}

function renderKept({ action, url }: KeptCommentResult): string {
  const words = { created: "Commented", updated: "Updated", unchanged: "Is up to date", deleted: "Deleted", none: "Nothing was sent" };
  return url === null ? `${words[action]}.` : `${words[action]}: ${url}`;
}
