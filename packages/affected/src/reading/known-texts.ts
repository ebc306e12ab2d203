import type { Repository } from "@sluice/git";

/**
 * The same repository, which reads files of a commit once where the same ones are asked for again: whoever knows what will be needed asks ahead,
 * while something else is waited for.
 */
export function withKnownTexts(repository: Repository): Repository {
  const known = new Map<string, ReturnType<Repository["readFilesAt"]>>();
  return {
    ...repository,
    readFilesAt: (revision, paths) => {
      const key = [revision, ...paths].join("\0");
      const texts = known.get(key) ?? repository.readFilesAt(revision, paths);
      // Names of revisions move, ids do not.
      if (/^[0-9a-f]{40,64}$/.test(revision)) known.set(key, texts);
      return texts;
    },
  };
}
