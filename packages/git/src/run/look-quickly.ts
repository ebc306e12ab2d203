import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { DIFF_OPTIONS, diffCommits, parseNameStatus } from "../files/diff-commits.ts";
import { LIST_FILES } from "../files/list-files.ts";
import { listingArgs } from "../files/read-tree.ts";
import { readWorkingTree, type WorkingTree } from "../files/working-tree.ts";
import { commitArgs } from "../history/commits.ts";
import { symbolicRefArgs } from "../revisions/branches.ts";
import { type Environment, gitEnvironment } from "./git-environment.ts";
import { askedAs, type KnownRevisions, noRevisions } from "./known-revisions.ts";
import { gitText } from "./run-git.ts";
import { CONFIG, runGitAtOnce, runGitQuickly } from "./run-git-quickly.ts";

/** Where a repository is, and which commits a comparison is about. */
export interface QuickLook {
  /** Absolute paths, as of `Repository`. */
  root: string;
  gitFolder: string;
  /** Commit ids: the merge base, and the head or the commit that is checked out. */
  base: string;
  head: string;
  /** How the working tree differs from the commit, which takes a while; null where the head is given. */
  workingTree: Promise<WorkingTree> | null;
  /** What need not be asked again. */
  known: KnownRevisions;
  /** Asks ahead for what an answer that is not remembered needs next; for the files of the head too where no graph is. */
  askAhead: (options: { files: boolean }) => void;
}

/** What a quick look is at. */
interface QuickRange {
  base: string;
  /** Null for the working tree. */
  head: string | null;
  /** Asks at once for all that a build of what has changed needs as well: files, differences, branch and commit. */
  isForBuild?: boolean;
}

/**
 * Looks a comparison up with one git process, and starts to look at the working tree (no `head`) beside it. Null when there is
 * anything out of the ordinary: a revision that is not plain or not there, no or several merge bases. Whoever asks then has
 * to look thoroughly. Never throws; what it says of the working tree may.
 */
export async function lookQuickly(
  cwd: string,
  env: Environment,
  { base, head, isForBuild = false }: QuickRange,
): Promise<QuickLook | null> {
  if (!isPlain(base) || (head !== null && !isPlain(head))) return null;
  const environment = gitEnvironment(env);
  const known = noRevisions();
  const inFolder = (folder: string, args: readonly string[], input = "") => ({
    cwd: folder,
    environment,
    config: CONFIG,
    args: ["--no-pager", "--literal-pathspecs", ...args],
    input,
  });
  const gitIn = (folder: string) => {
    const run = (args: readonly string[], { input = "" } = {}) => runGitQuickly(inFolder(folder, args, input));
    return Object.assign(run, { known });
  };
  const [from, to] = [base, head ?? "HEAD"];
  const revisions = [
    "rev-parse",
    "--git-common-dir",
    "--show-toplevel",
    `${from}^{commit}...${to}^{commit}`,
    `${from}^{tree}`,
    `${to}^{tree}`,
  ];
  try {
    // Where git looks at the working tree as well, it goes on meanwhile.
    const looking = head === null ? gitIn(cwd)(revisions) : runGitAtOnce(inFolder(cwd, revisions));
    // Below the top, git would list only what is below.
    const isTop = existsSync(join(cwd, ".git"));
    const early = head === null && isTop ? quietly(readWorkingTree(gitIn(cwd))) : null;
    const ask = (args: readonly string[]) => void known.asked.set(askedAs(args), quietly(gitIn(cwd)(args)));
    const differences = isForBuild && isTop ? quietly(gitText(gitIn(cwd), ["diff", ...DIFF_OPTIONS, `${from}...${to}`, "--"])) : null;
    if (isForBuild && isTop) for (const args of [LIST_FILES, symbolicRefArgs("HEAD")]) ask(args);
    const { exitCode, stdout } = await looking;
    const look = exitCode === 0 ? parseLook(stdout.toString("utf8"), { cwd, from, to, known }) : null;
    if (look === null) return null;
    const top = gitIn(look.root);
    // With one merge base, what git compares for three dots is what is compared here.
    if (differences !== null) known.differences.set(`${look.base} ${look.head}`, quietly(differences.then(parseNameStatus)));
    if (isForBuild) ask(commitArgs(look.head));
    return {
      ...look,
      workingTree: head === null ? (early ?? quietly(readWorkingTree(top))) : null,
      askAhead: ({ files }) => {
        if (look.base !== look.head) void quietly(diffCommits(top, look.base, look.head));
        if (files) known.asked.set(askedAs(listingArgs(look.head)), quietly(top(listingArgs(look.head))));
      },
    };
  } catch {
    return null;
  }
}

/** Whoever waits for it gets the error; that nobody does, or not yet, is nothing to end the program for. */
function quietly<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => {});
  return promise;
}

/** Git's own folder, the top; of `a...b`: b, a, and `^` with each merge base; the trees of a and b. Adds to what is `known`. */
function parseLook(
  text: string,
  { cwd, from, to, known }: { cwd: string; from: string; to: string; known: KnownRevisions },
): Omit<QuickLook, "workingTree" | "askAhead"> | null {
  const [folder = "", root = "", ...ids] = text.trimEnd().split("\n");
  const [b = "", a = "", negated = "", treeOfA = "", treeOfB = ""] = ids;
  const mergeBase = negated.slice(1);
  // More or fewer merge bases than one, or a folder with a line break in its name.
  if (ids.length !== 5 || !negated.startsWith("^") || ![a, b, mergeBase, treeOfA, treeOfB].every((id) => ID.test(id))) return null;
  for (const id of [a, b, mergeBase]) known.commits.set(id, id);
  known.commits.set(from, a).set(to, b);
  known.trees.set(a, treeOfA).set(b, treeOfB);
  known.mergeBases.set(`${a} ${b}`, mergeBase).set(`${b} ${a}`, mergeBase);
  return { root, gitFolder: resolve(cwd, folder), base: mergeBase, head: b, known };
}

const ID = /^[0-9a-f]{40,64}$/;

/** Names, ids, `HEAD~3`, `main@{1}`, `v1^2`: nothing that git could take for an option or a range. */
function isPlain(revision: string): boolean {
  return /^[\w@][\w./@{}~^-]*$/.test(revision) && !revision.includes("..");
}
