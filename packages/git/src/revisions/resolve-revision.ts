import { nearestName, SluiceError } from "@sluice/core/quick";
import type { Git } from "../run/run-git.ts";
import { listBranches } from "./branches.ts";

/**
 * The commit (hex object id) that `revision` names: a branch, tag, id or expression such as `HEAD~1`.
 * Throws SLUICE_UNKNOWN_REVISION, also for a text that git would take for an option.
 */
export async function resolveRevision(git: Git, revision: string): Promise<string> {
  const commit = await findRevision(git, revision);
  if (commit !== null) return commit;
  const branches = (await listBranches(git)).filter((name) => !name.endsWith("/HEAD")).map((name) => name.replace(/^refs\/\w+\//, ""));
  const meant = nearestName(revision, branches);
  throw new SluiceError("SLUICE_UNKNOWN_REVISION", `There is no commit ${JSON.stringify(revision)} in this repository`, {
    hint:
      meant === null
        ? "Name a branch, a tag or a commit that `git log` shows. In a shallow clone, fetch more first (fetch-depth: 0 with actions/checkout)."
        : `Did you mean ${JSON.stringify(meant)}?`,
  });
}

/** Like {@link resolveRevision}, with null for a commit that is not here. */
export async function findRevision(git: Git, revision: string): Promise<string | null> {
  if (!isPossibleRevision(revision)) return null;
  const known = git.known.commits.get(revision);
  if (known !== undefined) return known;
  const { exitCode, stdout } = await git(["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`]);
  if (exitCode !== 0) return null;
  const commit = stdout.toString("utf8").trim().split("\n").at(-1) ?? "";
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return null;
  git.known.commits.set(commit, commit);
  return commit;
}

/** A leading dash is an option, and a control character is in no name. */
function isPossibleRevision(revision: string): boolean {
  if (revision === "" || revision.startsWith("-")) return false;
  for (const character of revision) if (character < " ") return false;
  return true;
}
