import { SluiceError } from "@sluice/core";
import { openReleasePullRequest, type ReleasePullRequestOptions } from "@sluice/release";
import { parseOrigin } from "@sluice/setup";
import { type CommandContext, defineCommand, type CommandDefinition, type CommandOptions } from "../../command.ts";
import { openProject, type OpenProject } from "../../read-project.ts";
import { openGitHubOf } from "../../release/open-github.ts";
import { registryOption } from "../../release/options.ts";
import { branchOf } from "../../release/project-settings.ts";
import { readReleaseSources } from "../../release/read-sources.ts";
import { renderPullRequestResult } from "../../render/release-pr.ts";

const hosts = ["github", "gitlab", "branch"] as const;

const command: CommandDefinition = defineCommand({
  summary: "Open or update the pull request with the next versions, changelogs and the plan.",
  options: [
    { flags: "--onto <branch>", description: "the branch to merge into; the one that is checked out when left out" },
    { flags: "--branch <branch>", description: "the branch to make; sluice/release-<onto> when left out" },
    {
      flags: "--via <host>",
      description: "what keeps it: github by its API, gitlab by push options; branch pushes the branch alone; found when left out",
      choices: hosts,
    },
    { flags: "--draft", description: "open it as a draft" },
    { flags: "--force", description: "throw away commits that somebody put on the branch" },
    { flags: "--dry-run", description: "say what would be opened, and push nothing" },
    registryOption,
  ],
  examples: ["sluice release pr", "sluice release pr --onto 1.x", "sluice release pr --dry-run --json", "sluice release pr --via gitlab"],
  run: async ({ options, context }) => {
    const { repository, configuration } = await openProject(context);
    const host = await findHost(options, context, { repository, configuration });
    const base = options.text("onto") ?? (await branchOf({ repository }, context)) ?? configuration.defaultBranch;
    const result = await openReleasePullRequest({
      sources: { ...(await readReleaseSources(options, context)), repository },
      host,
      base,
      branch: options.text("branch") ?? `sluice/release-${base}`,
      draft: options.flag("draft"),
      force: options.flag("force"),
      dryRun: options.flag("dryRun"),
    });
    for (const warning of result.warnings) context.warn(warning);
    if (context.json) context.printJson(result);
    else context.print(renderPullRequestResult(result, context));
    return 0;
  },
});

export default command;

/** What the option says, else the CI system that runs this, else the remote. */
async function findHost(
  options: CommandOptions,
  context: CommandContext,
  { repository, configuration }: Pick<OpenProject, "repository" | "configuration">,
): Promise<ReleasePullRequestOptions["host"]> {
  const github = openGitHubOf(context);
  const { host } = parseOrigin((await repository.remoteUrl(configuration.remote)) ?? "");
  const isGitLab = context.env["GITLAB_CI"] === "true" || host?.includes("gitlab") === true;
  const kind = hosts.find((name) => name === options.text("via")) ?? (github !== null ? "github" : isGitLab ? "gitlab" : null);
  if (kind === "gitlab" || kind === "branch") return { kind };
  if (github !== null) return { kind: "github", github };
  throw new SluiceError("SLUICE_NO_GITHUB", "It is not known which GitHub repository the pull request goes to", {
    hint: "Set GITHUB_REPOSITORY=owner/name and GITHUB_TOKEN. Elsewhere: --via gitlab, or --via branch for the branch alone.",
  });
}
