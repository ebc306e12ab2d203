import { type Git, gitText } from "../run/run-git.ts";
import { resolveRevision } from "./resolve-revision.ts";

/** The best common ancestor of two revisions; null when they share no history, or when a shallow clone hides it. */
export async function mergeBase(git: Git, a: string, b: string): Promise<string | null> {
  const [left, right] = [await resolveRevision(git, a), await resolveRevision(git, b)];
  const known = git.known.mergeBases.get(`${left} ${right}`);
  if (known !== undefined) return known;
  const text = await gitText(git, ["merge-base", left, right], { allowed: [0, 1] });
  const base = text.trim() === "" ? null : text.trim();
  git.known.mergeBases.set(`${left} ${right}`, base);
  return base;
}

/** The best commit that is in the history of all revisions; null when there is none, or no revision is given. */
export async function mergeBaseOfAll(git: Git, revisions: readonly string[]): Promise<string | null> {
  const commits = new Set<string>();
  for (const revision of new Set(revisions)) commits.add(await resolveRevision(git, revision));
  if (commits.size === 0) return null;
  const text = await gitText(git, ["merge-base", "--octopus", ...commits], { allowed: [0, 1] });
  return text.trim() === "" ? null : (text.trim().split("\n", 1)[0] ?? null);
}

/** Whether `ancestor` is `descendant` or in its history. */
export async function isAncestor(git: Git, ancestor: string, descendant: string): Promise<boolean> {
  return (await mergeBase(git, ancestor, descendant)) === (await resolveRevision(git, ancestor));
}
