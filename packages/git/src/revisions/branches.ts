import { type Git, gitText } from "../run/run-git.ts";

/** The branch that is checked out, without `refs/heads/`; null for a detached HEAD. */
export async function currentBranch(git: Git): Promise<string | null> {
  return symbolicRef(git, "HEAD", "refs/heads/");
}

/** The default branch of `remote` as the clone recorded it (`refs/remotes/origin/HEAD`), for example `main`; null when unknown. */
export async function defaultRemoteBranch(git: Git, remote: string): Promise<string | null> {
  return symbolicRef(git, `refs/remotes/${remote}/HEAD`, `refs/remotes/${remote}/`);
}

/** Full names of all branches, those of remotes too: `refs/heads/main`, `refs/remotes/origin/main`. */
export async function listBranches(git: Git): Promise<string[]> {
  const text = await gitText(git, ["for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes"]);
  return text.split("\n").filter((line) => line !== "");
}

/** Names of the configured remotes. */
export async function listRemotes(git: Git): Promise<string[]> {
  const text = await gitText(git, ["remote"]);
  return text.split("\n").filter((line) => line !== "");
}

/** The address of a remote; null when git knows none of that name. */
export async function remoteUrl(git: Git, remote: string): Promise<string | null> {
  const text = (await gitText(git, ["config", "--get", `remote.${remote}.url`], { allowed: [0, 1] })).trim();
  return text === "" ? null : text;
}

async function symbolicRef(git: Git, name: string, prefix: string): Promise<string | null> {
  const text = (await gitText(git, symbolicRefArgs(name), { allowed: [0, 1, 128] })).trim();
  return text.startsWith(prefix) ? text.slice(prefix.length) : null;
}

/** What git is asked for what a symbolic reference stands for. */
export function symbolicRefArgs(name: string): string[] {
  return ["symbolic-ref", "--quiet", name];
}
