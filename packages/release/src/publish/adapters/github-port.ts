import { isSluiceError } from "@sluice/core";
import type { GitHub } from "@sluice/github";
import type { GitHubPort, GitHubReleaseToMake, ObservedGitHubRelease, PublishProblem, ReleaseAsset } from "../publish-ports.ts";

/**
 * The GitHub releases of a repository, for publishing.
 *
 * @param hasToken whether `github` was opened with a token; without one nothing can be published
 */
export function createGitHubPort(
  github: Pick<
    GitHub,
    "getRepository" | "getRelease" | "getLatestRelease" | "createRelease" | "updateRelease" | "uploadAsset" | "deleteAsset"
  >,
  hasToken: boolean,
): GitHubPort {
  return {
    look: (tag) => look(github, tag),
    attach: (tag, assets) => attach(github, tag, assets),
    createDraft: async (release) => (await github.createRelease({ ...release, draft: true })).id,
    publish: async (id, release) => void (await github.updateRelease(id, { ...contents(release), draft: false })),
    latest: async () => (await github.getLatestRelease())?.tag ?? null,
    setBody: async (id, body) => void (await github.updateRelease(id, { body })),
    makeLatest: async (id) => void (await github.updateRelease(id, { latest: true })),
    check: () => check(github, hasToken),
  };
}

async function look(github: Pick<GitHub, "getRelease">, tag: string): Promise<ObservedGitHubRelease | null> {
  const found = await github.getRelease(tag);
  if (found === null) return null;
  const { id, draft, name, body } = found;
  const assets = found.assets.filter(({ state }) => state === "uploaded").map((asset) => ({ name: asset.name, size: asset.size }));
  return { id, draft, name, body, assets };
}

async function attach(
  github: Pick<GitHub, "getRelease" | "uploadAsset" | "deleteAsset">,
  tag: string,
  assets: readonly ReleaseAsset[],
): Promise<void> {
  const release = await github.getRelease(tag);
  if (release === null) throw new Error(`the draft of ${tag} is gone`);
  for (const { name, contentType, text } of assets) {
    const data = Buffer.from(text);
    const found = release.assets.find((asset) => asset.name === name);
    if (found?.state === "uploaded" && found.size === data.byteLength) continue;
    if (found !== undefined) await github.deleteAsset(found.id);
    await github.uploadAsset(release, { name, contentType, data });
  }
}

/** The tag is left alone: GitHub makes a tag for a release that names one which is not there. */
function contents({ name, body, prerelease, latest }: GitHubReleaseToMake) {
  return { name, body, prerelease, ...(latest === undefined ? {} : { latest }) };
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
