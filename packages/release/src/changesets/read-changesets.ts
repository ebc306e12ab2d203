import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseChangesetFile } from "@changesets/parse";
import { readChangesets as readAll } from "@changesets/read";
import type { NewChangeset } from "@changesets/types";
import { SluiceError } from "@sluice/core";
import type { Commit } from "@sluice/git";
import { pullRequestOf } from "../commits/parse-conventional-commit.ts";
import type { RecordedChangeset } from "./changeset.ts";

/**
 * Reads the changesets of a repository, sorted by id. A repository without a `.changeset` folder has none.
 *
 * @param root absolute path of the repository
 * @param since only changesets that were added after this revision, when given
 * @param addedBy finds the commits that added the changesets, by path; a path that is not in the answer is not committed
 * @throws SLUICE_BAD_CHANGESET with the path, when one cannot be read
 */
export async function readChangesets(options: {
  root: string;
  since?: string | undefined;
  addedBy?: () => Promise<ReadonlyMap<string, Pick<Commit, "revision" | "author" | "message">>>;
}): Promise<RecordedChangeset[]> {
  const { root, since, addedBy } = options;
  const found = await readFrom(root, since);
  const commits = addedBy === undefined || found.length === 0 ? null : await addedBy();
  const changesets = found.map((changeset) => {
    const path = changesetPath(changeset.id);
    const commit = commits?.get(path);
    const pullRequest = commit === undefined ? null : pullRequestOf(commit.message);
    return { ...changeset, path, commit: commit?.revision ?? null, author: commit?.author ?? null, pullRequest };
  });
  return changesets.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function changesetPath(id: string): string {
  return `.changeset/${id}.md`;
}

async function readFrom(root: string, since: string | undefined): Promise<NewChangeset[]> {
  const names = await readdir(join(root, ".changeset")).catch(() => null);
  if (names === null) return [];
  try {
    return await readAll(root, since);
  } catch (error) {
    throw await findBroken(root, names, error);
  }
}

/** changesets does not say which file it could not read, so the error is made again file by file. */
async function findBroken(root: string, names: string[], cause: unknown): Promise<unknown> {
  for (const name of names.filter((name) => name.endsWith(".md") && name !== "README.md")) {
    try {
      parseChangesetFile(await readFile(join(root, ".changeset", name), "utf8"));
    } catch (error) {
      const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
      return new SluiceError("SLUICE_BAD_CHANGESET", `.changeset/${name}: ${reason}`, {
        cause: error,
        hint: 'A changeset begins with a block of lines like `"package-name": patch` between two lines of `---`.',
      });
    }
  }
  return cause;
}
