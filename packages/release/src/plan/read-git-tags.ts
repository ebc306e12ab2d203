import { isSluiceError, type Warning } from "@sluice/core";
import type { Repository } from "@sluice/git";

/**
 * Names of the local tags and, where a version hangs on them, of the remote's: a clone on a runner seldom has all tags,
 * and a version that is taken must not be planned again. A remote that does not answer gives a warning.
 *
 * @param remote null asks the local repository alone
 */
export async function readGitTags(
  repository: Pick<Repository, "listTags" | "remoteTags" | "listRemotes">,
  remote: string | null,
): Promise<{ gitTags: string[]; warnings: Warning[] }> {
  const local = (await repository.listTags()).map(({ name }) => name);
  if (remote === null || !(await repository.listRemotes()).includes(remote)) return { gitTags: local, warnings: [] };
  try {
    return { gitTags: [...new Set([...local, ...(await repository.remoteTags(remote)).keys()])], warnings: [] };
  } catch (error) {
    if (!isSluiceError(error)) throw error;
    const message = `The git tags of ${remote} cannot be read (${error.message}); versions that hang on git tags come from this clone alone.`;
    return { gitTags: local, warnings: [{ code: "SLUICE_GIT_TAGS_UNKNOWN", message }] };
  }
}
