import type { PreState } from "@changesets/types";
import type { ChangelogEntry, RepositoryEntry } from "../changelog/render-changelog-section.ts";
import type { RecordedChangeset } from "../changesets/changeset.ts";
import type { CommitChange } from "../commits/commit-change.ts";

/** What changelogs are made from. */
interface Changes {
  changesets: readonly RecordedChangeset[];
  commits: readonly CommitChange[];
  preState: PreState | undefined;
}

const sizes = ["patch", "minor", "major"] as const;

/** What the changelog of each package tells, by name. */
export function assembleChangelogEntries(changes: Changes): Map<string, ChangelogEntry[]> {
  const entries = new Map<string, ChangelogEntry[]>();
  for (const { releases, summary, commit, author, pullRequest } of toldChanges(changes)) {
    for (const { name, type } of releases) {
      if (type === "none") continue;
      const own = entries.get(name) ?? [];
      own.push({ bump: type, summary, commit, author, pullRequest });
      entries.set(name, own);
    }
  }
  return entries;
}

/** Every change once, with the packages it bumps, as large as the largest of its bumps. */
export function assembleRepositoryEntries(changes: Changes): RepositoryEntry[] {
  return toldChanges(changes).flatMap(({ releases, summary, commit, author, pullRequest }) => {
    const bumped = releases.filter(({ type }) => type !== "none");
    const bump = sizes.findLast((size) => bumped.some(({ type }) => type === size));
    const packages = bumped.map(({ name }) => name);
    return bump === undefined ? [] : [{ bump, summary, commit, author, pullRequest, packages }];
  });
}

/** In prerelease mode the changesets under `pre/` were told in an earlier prerelease; at its end all are told once more. */
function toldChanges({ changesets, commits, preState }: Changes) {
  return [...changesets.filter(({ id }) => preState?.mode !== "pre" || !id.startsWith("pre/")), ...commits];
}
