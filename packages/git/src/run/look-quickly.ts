import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Difference } from "../files/changed-file.ts";
import { DIFF_OPTIONS, diffCommits, parseNameStatus } from "../files/diff-commits.ts";
import { LIST_FILES } from "../files/list-files.ts";
import { trackedArgs } from "../files/diff-working-tree.ts";
import { BATCH, batchInput } from "../files/read-files-at.ts";
import { listingArgs } from "../files/read-tree.ts";
import { lookAtWorkingTree, type WorkingTree, type WorkingTreeLook } from "../files/working-tree.ts";
import { commitArgs } from "../history/commits.ts";
import { symbolicRefArgs } from "../revisions/branches.ts";
import { type Environment, gitEnvironment } from "./git-environment.ts";
import { askedAs, type KnownRevisions, noRevisions } from "./known-revisions.ts";
import { type Git, gitText } from "./run-git.ts";
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
  /** The same of the files that git has in its index, which is known sooner. */
  trackedChanges: Promise<ReadonlyMap<string, Difference>> | null;
  /** What need not be asked again. */
  known: KnownRevisions;
  /** Asks ahead for what an answer that is not remembered needs next; for the files of the head too where no graph is. */
  askAhead: (options: { files: boolean }) => void;
  /** The same where those files of the index were edited, sorted; with what the `sources` among them said. */
  askAheadForEdits: (edited: { paths: readonly string[]; sources: readonly string[] }) => Promise<void>;
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
  const gitIn = (folder: string): Git => {
    const run = (args: readonly string[], { input = "" } = {}) => runGitQuickly(inFolder(folder, args, input));
    return Object.assign(run, { known });
  };
  const [from, to] = [base, head ?? "HEAD"];
  const revisions = [
    "rev-parse",
    "--git-common-dir",
    "--show-toplevel",
    "--show-prefix",
    `${from}^{commit}...${to}^{commit}`,
    `${from}^{tree}`,
    `${to}^{tree}`,
  ];
  try {
    // What takes longest begins first; below the top, git would list only what is below.
    const mayBeTop = existsSync(join(cwd, ".git"));
    const early = head === null && mayBeTop ? beginToLook(gitIn(cwd), cwd) : null;
    const looking = head === null ? gitIn(cwd)(revisions) : runGitAtOnce(inFolder(cwd, revisions));
    const differences = isForBuild && mayBeTop ? quietly(gitText(gitIn(cwd), ["diff", ...DIFF_OPTIONS, `${from}...${to}`, "--"])) : null;
    if (isForBuild && mayBeTop) for (const args of [LIST_FILES, symbolicRefArgs("HEAD")]) ask(gitIn(cwd), args);
    const { exitCode, stdout } = await looking;
    const looked = exitCode === 0 ? parseLook(stdout.toString("utf8"), { cwd, from, to, known }) : null;
    if (looked === null) return null;
    const { isTop, ...look } = looked;
    // What lies there was no repository.
    if (!isTop) known.asked.clear();
    const top = gitIn(look.root);
    // With one merge base, what git compares for three dots is what is compared here.
    if (differences !== null) known.differences.set(`${look.base} ${look.head}`, quietly(differences.then(parseNameStatus)));
    if (isForBuild) ask(top, commitArgs(look.head));
    const tree = head === null ? ((isTop ? early : null) ?? beginToLook(top, look.root)) : null;
    return { ...look, workingTree: tree?.whole ?? null, trackedChanges: tree?.tracked ?? null, ...questionsAhead(top, look) };
  } catch {
    return null;
  }
}

function beginToLook(git: Git, root: string): WorkingTreeLook {
  const look = lookAtWorkingTree(git, root);
  return { tracked: quietly(look.tracked), whole: quietly(look.whole) };
}

function questionsAhead(git: Git, { base, head }: Pick<QuickLook, "base" | "head">): Pick<QuickLook, "askAhead" | "askAheadForEdits"> {
  const committed = async () => (base === head ? new Map<string, never>() : diffCommits(git, base, head));
  return {
    askAhead: ({ files }) => {
      void quietly(committed());
      if (files) ask(git, listingArgs(head));
    },
    askAheadForEdits: async ({ paths, sources }) => {
      if (sources.length > 0) ask(git, BATCH, batchInput(sources.map((path) => `${head}:${path}`)));
      const differences = await committed();
      const changedTwice = paths.filter((path) => differences.has(path));
      if (changedTwice.length > 0) ask(git, trackedArgs(base, changedTwice));
    },
  };
}

/** Whoever asks the same gets the answer, or the error. */
function ask(git: Git, args: readonly string[], input = ""): void {
  git.known.asked.set(askedAs(args, input), quietly(git(args, { input })));
}

/** Whoever waits for it gets the error; that nobody does, or not yet, is nothing to end the program for. */
function quietly<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => {});
  return promise;
}

/** Git's own folder, the top, where below it `cwd` is; of `a...b`: b, a, and `^` with each merge base; the trees of a and b. Adds to what is `known`. */
function parseLook(
  text: string,
  { cwd, from, to, known }: { cwd: string; from: string; to: string; known: KnownRevisions },
): (Pick<QuickLook, "root" | "gitFolder" | "base" | "head" | "known"> & { isTop: boolean }) | null {
  const [folder = "", root = "", prefix = "", ...ids] = text.trimEnd().split("\n");
  const [b = "", a = "", negated = "", treeOfA = "", treeOfB = ""] = ids;
  const mergeBase = negated.slice(1);
  // More or fewer merge bases than one, or a folder with a line break in its name.
  if (ids.length !== 5 || !negated.startsWith("^") || ![a, b, mergeBase, treeOfA, treeOfB].every((id) => ID.test(id))) return null;
  for (const id of [a, b, mergeBase]) known.commits.set(id, id);
  known.commits.set(from, a).set(to, b);
  known.trees.set(a, treeOfA).set(b, treeOfB);
  known.mergeBases.set(`${a} ${b}`, mergeBase).set(`${b} ${a}`, mergeBase);
  return { root, gitFolder: resolve(cwd, folder), base: mergeBase, head: b, known, isTop: prefix === "" };
}

const ID = /^[0-9a-f]{40,64}$/;

/** Names, ids, `HEAD~3`, `main@{1}`, `v1^2`: nothing that git could take for an option or a range. */
function isPlain(revision: string): boolean {
  return /^[\w@][\w./@{}~^-]*$/.test(revision) && !revision.includes("..");
}
