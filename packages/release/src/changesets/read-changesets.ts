import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseChangesetFile } from "@changesets/parse";
import { readChangesets as readAll } from "@changesets/read";
import type { NewChangeset } from "@changesets/types";
import { SluiceError } from "@sluice/core";
import type { RecordedChangeset } from "./changeset.ts";

/**
 * Reads the changesets of a repository, sorted by id. A repository without a `.changeset` folder has none.
 *
 * @param root absolute path of the repository
 * @param since only changesets that were added after this revision, when given
 * @param addedBy finds the commits that added these paths; a path that is not in the answer is not committed
 * @throws SLUICE_BAD_CHANGESET with the path, when one cannot be read
 */
export async function readChangesets(options: {
  root: string;
  since?: string | undefined;
  addedBy?: (paths: string[]) => Promise<ReadonlyMap<string, string>>;
}): Promise<RecordedChangeset[]> {
  const { root, since, addedBy } = options;
  const found = await readFrom(root, since);
  const paths = found.map((changeset) => changesetPath(changeset.id));
  const commits = addedBy === undefined ? new Map<string, string>() : await addedBy(paths);
  const changesets = found.map((changeset) => {
    const path = changesetPath(changeset.id);
    return { ...changeset, path, commit: commits.get(path) ?? null };
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
