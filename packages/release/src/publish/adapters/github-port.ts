import { isSluiceError } from "@sluice/core";
import type { GitHub } from "@sluice/github";
import type { GitHubPort, GitHubReleaseToMake, PublishProblem } from "../publish-ports.ts";

/**
 * The GitHub releases of a repository, for publishing.
 *
 * @param hasToken whether `github` was opened with a token; without one nothing can be published
 */
export function createGitHubPort(
  github: Pick<GitHub, "getRepository" | "getRelease" | "createRelease" | "updateRelease">,
  hasToken: boolean,
): GitHubPort {
  return {
    look: (tag) => github.getRelease(tag),
    createDraft: async (release) => (await github.createRelease({ ...release, draft: true })).id,
    publish: async (id, release) => void (await github.updateRelease(id, { ...contents(release), draft: false })),
    check: () => check(github, hasToken),
  };
}

/** The tag is left alone: GitHub makes a tag for a release that names one which is not there. */
function contents({ name, body, prerelease }: GitHubReleaseToMake) {
  return { name, body, prerelease };
}

async function check(github: Pick<GitHub, "getRepository">, hasToken: boolean): Promise<PublishProblem[]> {
  if (!hasToken) {
    return [
      {
        code: "SLUICE_GITHUB_TOKEN_MISSING",
        message: "There is no GitHub token, so no release can be made",
        hint: "Set GITHUB_TOKEN to a token that may write the repository's contents.",
      },
    ];
  }
  try {
    await github.getRepository();
    return [];
  } catch (error) {
    if (!isSluiceError(error)) throw error;
    return [{ code: error.code, message: error.message, hint: error.hint ?? "Check GITHUB_TOKEN and GITHUB_REPOSITORY." }];
  }
}
