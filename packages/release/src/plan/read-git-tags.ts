import { isSluiceError, type Warning } from "@sluice/core";
import type { Repository } from "@sluice/git";

/**
 * The local tags and, where a version hangs on them, of the remote's: a clone on a runner seldom has all tags,
 * and a version that is taken must not be planned again; each with its commit. A remote that does not answer gives a warning.
 *
 * @param remote null asks the local repository alone
 */
export async function readGitTags(
  repository: Pick<Repository, "listTags" | "remoteTags" | "listRemotes">,
  remote: string | null,
): Promise<{ gitTags: Map<string, string>; warnings: Warning[] }> {
  const local = new Map((await repository.listTags()).map(({ name, revision }) => [name, revision]));
  if (remote === null || !(await repository.listRemotes()).includes(remote)) return { gitTags: local, warnings: [] };
  try {
    return { gitTags: new Map([...local, ...(await repository.remoteTags(remote))]), warnings: [] };
  } catch (error) {
    if (!isSluiceError(error)) throw error;
    const message = `The git tags of ${remote} cannot be read (${error.message}); versions that hang on git tags come from this clone alone.`;
    return { gitTags: local, warnings: [{ code: "SLUICE_GIT_TAGS_UNKNOWN", message }] };
  }
}
