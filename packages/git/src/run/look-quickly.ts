import { resolve } from "node:path";
import { readWorkingTree, type WorkingTree } from "../files/working-tree.ts";
import { type Environment, gitEnvironment } from "./git-environment.ts";
import { type KnownRevisions, noRevisions } from "./known-revisions.ts";
import { CONFIG, runGitQuickly } from "./run-git-quickly.ts";

/** Where a repository is, and which commits a comparison is about. */
export interface QuickLook {
  /** Absolute paths, as of `Repository`. */
  root: string;
  gitFolder: string;
  /** Commit ids: the merge base, and the head or the commit that is checked out. */
  base: string;
  head: string;
  /** How the working tree differs from the commit; null where the head is given. */
  workingTree: WorkingTree | null;
  /** What need not be asked again. */
  known: KnownRevisions;
}

/**
 * Looks a comparison up with one git process, and for the working tree (no `head`) two more beside it. Null when there is
 * anything out of the ordinary: a revision that is not plain or not there, no or several merge bases. Whoever asks then has
 * to look thoroughly. Never throws.
 */
export async function lookQuickly(
  cwd: string,
  env: Environment,
  { base, head }: { base: string; head: string | null },
): Promise<QuickLook | null> {
  if (!isPlain(base) || (head !== null && !isPlain(head))) return null;
  const environment = gitEnvironment(env);
  const run = (args: readonly string[], { input = "" } = {}) =>
    runGitQuickly({ cwd, environment, config: CONFIG, args: ["--no-pager", "--literal-pathspecs", ...args], input });
  const git = Object.assign(run, { known: noRevisions() });
  const [from, to] = [base, head ?? "HEAD"];
  try {
    const [output, workingTree] = await Promise.all([
      git(["rev-parse", "--git-common-dir", "--show-toplevel", `${from}^{commit}...${to}^{commit}`, `${from}^{tree}`, `${to}^{tree}`]),
      head === null ? readWorkingTree(git) : null,
    ]);
    return output.exitCode === 0 ? parseLook(output.stdout.toString("utf8"), { cwd, from, to, workingTree }) : null;
  } catch {
    return null;
  }
}

/** Git's own folder, the top; of `a...b`: b, a, and `^` with each merge base; the trees of a and b. */
function parseLook(
  text: string,
  { cwd, from, to, workingTree }: { cwd: string; from: string; to: string; workingTree: WorkingTree | null },
): QuickLook | null {
  const [folder = "", root = "", ...ids] = text.trimEnd().split("\n");
  const [b = "", a = "", negated = "", treeOfA = "", treeOfB = ""] = ids;
  const mergeBase = negated.slice(1);
  // More or fewer merge bases than one, or a folder with a line break in its name.
  if (ids.length !== 5 || !negated.startsWith("^") || ![a, b, mergeBase, treeOfA, treeOfB].every((id) => ID.test(id))) return null;
  const known: KnownRevisions = {
    commits: new Map([a, b, mergeBase].map((id) => [id, id])).set(from, a).set(to, b),
    trees: new Map([
      [a, treeOfA],
      [b, treeOfB],
    ]),
    mergeBases: new Map([
      [`${a} ${b}`, mergeBase],
      [`${b} ${a}`, mergeBase],
    ]),
  };
  return { root, gitFolder: resolve(cwd, folder), base: mergeBase, head: b, workingTree, known };
}

const ID = /^[0-9a-f]{40,64}$/;

/** Names, ids, `HEAD~3`, `main@{1}`, `v1^2`: nothing that git could take for an option or a range. */
function isPlain(revision: string): boolean {
  return /^[\w@][\w./@{}~^-]*$/.test(revision) && !revision.includes("..");
}
