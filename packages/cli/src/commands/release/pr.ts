import { SluiceError } from "@sluice/core";
import { openReleasePullRequest } from "@sluice/release";
import { defineCommand, type CommandDefinition } from "../../command.ts";
import { openProject } from "../../read-project.ts";
import { openGitHubOf } from "../../release/open-github.ts";
import { registryOption } from "../../release/options.ts";
import { readReleaseSources } from "../../release/read-sources.ts";
import { renderPullRequestResult } from "../../render/release-pr.ts";

const command: CommandDefinition = defineCommand({
  summary: "Open or update the pull request with the next versions, changelogs and the plan.",
  options: [
    { flags: "--onto <branch>", description: "the branch to merge into; the one that is checked out when left out" },
    { flags: "--branch <branch>", description: "the branch to make; sluice/release-<onto> when left out" },
    { flags: "--draft", description: "open it as a draft" },
    { flags: "--force", description: "throw away commits that somebody put on the branch" },
    { flags: "--dry-run", description: "say what would be opened, and push nothing" },
    registryOption,
  ],
  examples: ["sluice release pr", "sluice release pr --onto 1.x", "sluice release pr --dry-run --json"],
  run: async ({ options, context }) => {
    const { repository, configuration } = await openProject(context);
    const github = openGitHubOf(context);
    if (github === null) {
      throw new SluiceError("SLUICE_NO_GITHUB", "It is not known which GitHub repository the pull request goes to", {
        hint: "Set GITHUB_REPOSITORY=owner/name, and GITHUB_TOKEN.",
      });
    }
    const ref = context.env["GITHUB_REF"] ?? "";
    const pushed = ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : null;
    const base = options.text("onto") ?? pushed ?? (await repository.currentBranch()) ?? configuration.defaultBranch;
    const result = await openReleasePullRequest({
      sources: { ...(await readReleaseSources(options, context)), repository },
      github,
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
