import type { Config } from "@changesets/types";

/**
 * The web address of the repository that a changelog's options in `.changeset/config.json` name,
 * `["@sluice/release/changelog", { "repo": "acme/shop" }]`, in the form that changesets' own writers have. `repo` may be a
 * whole address for another host than github.com. Null when it names none.
 */
export function changelogRepositoryUrl(changelog: Config["changelog"]): string | null {
  const repo = changelog === false ? undefined : changelog[1]?.["repo"];
  if (typeof repo !== "string" || repo === "") return null;
  return /^https?:\/\//.test(repo) ? repo.replace(/\/$/, "") : `https://github.com/${repo}`;
}
