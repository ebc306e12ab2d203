import type { Repository } from "@sluice/git";
import semver from "semver";
import { lineOfBranch } from "../../plan/check-line.ts";
import type { GitPort, PublishProblem } from "../publish-ports.ts";

/** The git repository, one of its remotes, and where releases come from. */
interface GitPortOptions {
  repository: Pick<Repository, "isClean" | "isShallow" | "listTags" | "remoteTags" | "createTag" | "pushTags">;
  remote: string;
  /** The branch that is released from; null when it is not known, as on a tag. */
  branch: string | null;
  /** The branch that releases come from. */
  defaultBranch: string;
}

/** The git repository and one of its remotes, for publishing. */
export function createGitPort(options: GitPortOptions): GitPort {
  const { repository, remote } = options;
  return {
    check: (versions) => check(options, versions),
    localTags: async () => new Map((await repository.listTags()).map(({ name, revision }) => [name, revision])),
    remoteTags: () => repository.remoteTags(remote),
    createTag: ({ name, commit }) => repository.createTag({ name, revision: commit, message: name, tagger }),
    pushTags: (names) => repository.pushTags(remote, names),
  };
}

/** A fresh runner has no user.name, and git makes no annotated tag without one. */
const tagger = { name: "sluice", email: "sluice@users.noreply.github.com" };

async function check({ repository, branch, defaultBranch }: GitPortOptions, versions: readonly string[]): Promise<PublishProblem[]> {
  const problems: PublishProblem[] = [];
  if (!(await repository.isClean())) problems.push(dirtyTree);
  if (await repository.isShallow()) problems.push(shallow);
  const wrong = branch === null ? null : wrongBranch(branch, defaultBranch, versions);
  return wrong === null ? problems : [...problems, wrong];
}

/** Stable versions come from the default branch and from maintenance branches, which keep to their range; prereleases from any. */
function wrongBranch(branch: string, defaultBranch: string, versions: readonly string[]): PublishProblem | null {
  const stable = versions.map((version) => semver.parse(version)).filter((version) => version !== null && version.prerelease.length === 0);
  if (branch === defaultBranch || stable.length === 0) return null;
  const line = lineOfBranch(branch);
  const outside = stable.filter((version) => line === null || version === null || !semver.satisfies(version, line));
  if (outside.length === 0) return null;
  const what = line === null ? `releases come from ${defaultBranch}` : `it is for ${line} alone`;
  return {
    code: "SLUICE_WRONG_BRANCH",
    message: `${outside.join(", ")} would be released from the branch ${branch}, and ${what}`,
    hint: `Merge it into ${defaultBranch} and publish there; a hotfix goes on a branch named after its line, like 1.2.x. \`defaultBranch\` in the configuration names another one.`,
  };
}

const dirtyTree: PublishProblem = {
  code: "SLUICE_DIRTY_TREE",
  message: "The working tree has changes that are not committed; what is published would not be what the git tag says",
  hint: "Commit them, or see `git status` for files to ignore.",
};

const shallow: PublishProblem = {
  code: "SLUICE_SHALLOW_HISTORY",
  message: "This clone is shallow, so it cannot be told what the release is made of",
  hint: "Fetch the whole history: `git fetch --unshallow`; with actions/checkout, `fetch-depth: 0`.",
};
