import type { Repository } from "@sluice/git";
import type { GitPort } from "../publish-ports.ts";

/** The git repository and one of its remotes, for publishing. */
export function createGitPort(
  repository: Pick<Repository, "isClean" | "listTags" | "remoteTags" | "createTag" | "pushTags">,
  remote: string,
): GitPort {
  return {
    isClean: () => repository.isClean(),
    localTags: async () => new Map((await repository.listTags()).map(({ name, revision }) => [name, revision])),
    remoteTags: () => repository.remoteTags(remote),
    createTag: ({ name, commit }) => repository.createTag({ name, revision: commit, message: name, tagger }),
    pushTags: (names) => repository.pushTags(remote, names),
  };
}

/** A fresh runner has no user.name, and git makes no annotated tag without one. */
const tagger = { name: "sluice", email: "sluice@users.noreply.github.com" };
