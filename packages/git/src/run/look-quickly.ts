import { resolve } from "node:path";
import { readWorkingTree } from "../files/working-tree.ts";
import { type Environment, gitEnvironment } from "./git-environment.ts";
import type { Git } from "./run-git.ts";
import { CONFIG, runGitQuickly } from "./run-git-quickly.ts";

/** Where a repository is, and which commits a comparison is about. */
export interface QuickLook {
  /** Absolute paths, as of `Repository`. */
  root: string;
  gitFolder: string;
  /** Commit ids: the merge base, and the head or the commit that is checked out. */
  base: string;
  head: string;
}

/**
 * Looks a comparison up with one git process, and for the working tree (no `head`) two more beside it. Null when there is
 * anything out of the ordinary: a revision that is not plain or not there, no or several merge bases, a working tree that is
 * not the commit's. Whoever asks then has to look thoroughly. Never throws.
 */
export async function lookQuickly(
  cwd: string,
  env: Environment,
  { base, head }: { base: string; head: string | null },
): Promise<QuickLook | null> {
  if (!isPlain(base) || (head !== null && !isPlain(head))) return null;
  const environment = gitEnvironment(env);
  const git: Git = (args, { input = "" } = {}) =>
    runGitQuickly({ cwd, environment, config: CONFIG, args: ["--no-pager", "--literal-pathspecs", ...args], input });
  try {
    const [output, tree] = await Promise.all([
      git(["rev-parse", "--git-common-dir", "--show-toplevel", `${base}...${head ?? "HEAD"}`]),
      head === null ? readWorkingTree(git) : null,
    ]);
    if (output.exitCode !== 0 || (tree !== null && (tree.changes.length > 0 || tree.isSparse))) return null;
    return parseLook(output.stdout.toString("utf8"), cwd);
  } catch {
    return null;
  }
}

/** Git's own folder, the top, then of `a...b`: b, a, and `^` with each merge base. */
function parseLook(text: string, cwd: string): QuickLook | null {
  const [folder = "", root = "", head = "", , mergeBase = "", ...rest] = text.split("\n");
  if (rest.join("") !== "" || !COMMIT.test(head) || !COMMIT.test(mergeBase.slice(1)) || !mergeBase.startsWith("^")) return null;
  return { root, gitFolder: resolve(cwd, folder), base: mergeBase.slice(1), head };
}

const COMMIT = /^[0-9a-f]{40,64}$/;

/** Names, ids, `HEAD~3`, `main@{1}`, `v1^2`: nothing that git could take for an option or a range. */
function isPlain(revision: string): boolean {
  return /^[\w@][\w./@{}~^-]*$/.test(revision) && !revision.includes("..");
}
