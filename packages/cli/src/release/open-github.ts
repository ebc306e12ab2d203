import { openGitHub, type GitHub } from "@sluice/github";
import { createGitHubPort, type PublishPorts } from "@sluice/release";
import type { CommandContext } from "../command.ts";

/** The GitHub API of the repository that the environment names; null when it names none. */
export function openGitHubOf({ env }: Pick<CommandContext, "env">): GitHub | null {
  const repository = env["GITHUB_REPOSITORY"] || undefined;
  if (repository === undefined) return null;
  return openGitHub({ apiUrl: env["GITHUB_API_URL"] || "https://api.github.com", repository, token: gitHubToken(env) });
}

export function openReleases(context: CommandContext): PublishPorts["github"] {
  const github = openGitHubOf(context);
  return github === null ? null : createGitHubPort(github, gitHubToken(context.env) !== "");
}

function gitHubToken(env: CommandContext["env"]): string {
  return env["GITHUB_TOKEN"] || env["GH_TOKEN"] || "";
}
