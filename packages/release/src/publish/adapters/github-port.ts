import { createHash } from "node:crypto";
import { isSluiceError } from "@sluice/core";
import type { GitHub } from "@sluice/github";
import type { GitHubPort, GitHubReleaseToMake, ObservedGitHubRelease, PublishProblem, ReleaseAsset } from "../publish-ports.ts";

/**
 * The GitHub releases of a repository, for publishing.
 *
 * @param hasToken whether `github` was opened with a token; without one nothing can be published
 */
export function createGitHubPort(github: ReleasesApi, hasToken: boolean): GitHubPort {
  return {
    look: (tag) => look(github, tag),
    attach: (tag, assets) => attach(github, tag, assets),
    createDraft: (release) => createDraft(github, release),
    publish: async (id, release) => void (await github.updateRelease(id, { ...contents(release), draft: false })),
    latest: async () => (await github.getLatestRelease())?.tag ?? null,
    setBody: async (id, body) => void (await github.updateRelease(id, { body })),
    makeLatest: async (id) => void (await github.updateRelease(id, { latest: true })),
    readAsset: (tag, name) => readAsset(github, tag, name),
    check: (releases, files) => check(github, { hasToken, needed: releases * requestsOfARelease + files * requestsOfAFile }),
  };
}

type ReleasesApi = Pick<
  GitHub,
  | "getRepository"
  | "getRateLimit"
  | "getRelease"
  | "getLatestRelease"
  | "createRelease"
  | "updateRelease"
  | "uploadAsset"
  | "deleteAsset"
  | "readAsset"
>;

async function look(github: ReleasesApi, tag: string): Promise<ObservedGitHubRelease | null> {
  const found = await github.getRelease(tag);
  if (found === null) return null;
  const { id, draft, name, body } = found;
  const assets = found.assets
    .filter(({ state }) => state === "uploaded")
    .map((asset) => ({ name: asset.name, size: asset.size, digest: asset.digest }));
  return { id, draft, name, body, assets };
}

/** GitHub may make the draft and say that it did not. */
async function createDraft(github: ReleasesApi, release: GitHubReleaseToMake): Promise<number> {
  try {
    return (await github.createRelease({ ...release, draft: true })).id;
  } catch (error) {
    const made = await github.getRelease(release.tag).catch(() => null);
    if (made === null) throw error;
    return made.id;
  }
}

async function attach(github: ReleasesApi, tag: string, assets: readonly ReleaseAsset[]): Promise<void> {
  for (const asset of assets) {
    try {
      await attachOne(github, tag, asset);
    } catch {
      // It may be there all the same; and what is there in part is replaced.
      await attachOne(github, tag, asset);
    }
  }
}

async function attachOne(github: ReleasesApi, tag: string, { name, contentType, text }: ReleaseAsset): Promise<void> {
  const release = await github.getRelease(tag);
  if (release === null) throw new Error(`the draft of ${tag} is gone`);
  const data = Buffer.from(text);
  const found = release.assets.find((asset) => asset.name === name);
  if (found?.state === "uploaded" && found.size === data.byteLength && (found.digest ?? sha256(data)) === sha256(data)) return;
  if (found !== undefined) await github.deleteAsset(found.id);
  await github.uploadAsset(release, { name, contentType, data });
}

function sha256(data: Uint8Array): string {
  return `sha256:${createHash("sha256").update(data).digest("hex")}`;
}

async function readAsset(github: ReleasesApi, tag: string, name: string): Promise<string | null> {
  const asset = (await github.getRelease(tag))?.assets.find((candidate) => candidate.name === name);
  const data = asset === undefined ? null : await github.readAsset(asset.id);
  return data === null ? null : Buffer.from(data).toString("utf8");
}

/** The tag is left alone: GitHub makes a tag for a release that names one which is not there. */
function contents({ name, body, prerelease, latest }: GitHubReleaseToMake) {
  return { name, body, prerelease, ...(latest === undefined ? {} : { latest }) };
}

/** Looking, the draft, its files, publishing it and looking again; with room for a second try. */
const requestsOfARelease = 15;
/** Looking and uploading, twice. */
const requestsOfAFile = 4;

async function check(github: ReleasesApi, { hasToken, needed }: { hasToken: boolean; needed: number }): Promise<PublishProblem[]> {
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
    const limit = await github.getRateLimit();
    return limit === null || limit.remaining >= needed ? [] : [fewRequestsLeft(limit, needed)];
  } catch (error) {
    if (!isSluiceError(error)) throw error;
    return [{ code: error.code, message: error.message, hint: error.hint ?? "Check GITHUB_TOKEN and GITHUB_REPOSITORY." }];
  }
}

function fewRequestsLeft({ remaining, reset }: { remaining: number; reset: Date }, needed: number): PublishProblem {
  return {
    code: "SLUICE_GITHUB_BUDGET",
    message: `The token has ${remaining} requests to GitHub's API left until ${reset.toISOString()}, and the releases may need ${needed}`,
    hint: "Run the same command again after that time, or with another token.",
  };
}
