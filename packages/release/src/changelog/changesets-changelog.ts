import { env } from "node:process";
import type { ChangelogFunctions } from "@changesets/types";
import { isSluiceError } from "@sluice/core";
import { openRepository } from "@sluice/git";
import { pullRequestOf } from "../commits/parse-conventional-commit.ts";
import { changelogRepositoryUrl } from "./changelog-repository-url.ts";
import { renderChangelogLine, renderDependencyLine, type ChangelogEntry } from "./render-changelog-section.ts";

/**
 * The lines that `sluice release version` writes, for plain `changeset version`: headline, pull request, commit, author;
 * updated dependencies in one line. The option `repo` (`acme/shop`) says where links go; in GitHub Actions it is known.
 */
export const changesetsChangelog: ChangelogFunctions = {
  getReleaseLine: async ({ summary, commit }, type, options) => {
    if (type === "none") return "";
    const entry = { bump: type, summary, commit: commit ?? null, ...(await readOrigin(commit)) };
    return renderChangelogLine(entry, changelogRepositoryUrl(["", options]) ?? workflowRepositoryUrl());
  },
  getDependencyReleaseLine: async (_changesets, dependencies) =>
    renderDependencyLine(dependencies.map(({ name, newVersion }) => ({ name, version: newVersion ?? "" }))),
};

/** changesets tells the commit alone; who made it, and for which pull request, stands in it. */
async function readOrigin(commit: string | undefined): Promise<Pick<ChangelogEntry, "author" | "pullRequest">> {
  const unknown = { author: null, pullRequest: null };
  if (commit === undefined) return unknown;
  try {
    const { author, message } = await (await openRepository(".")).readCommit(commit);
    return { author, pullRequest: pullRequestOf(message) };
  } catch (error) {
    // A clone without that commit gets a line without them.
    if (isSluiceError(error)) return unknown;
    throw error;
  }
}

function workflowRepositoryUrl(): string | null {
  const repository = env["GITHUB_REPOSITORY"] || null;
  return repository === null ? null : `${env["GITHUB_SERVER_URL"] || "https://github.com"}/${repository}`;
}
