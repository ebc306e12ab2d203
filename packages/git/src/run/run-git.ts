import { existsSync } from "node:fs";
import { env as processEnvironment } from "node:process";
import { SluiceError } from "@sluice/core/quick";
import { askPatiently } from "./ask-patiently.ts";
import { type Environment, gitEnvironment } from "./git-environment.ts";
import type { GitOutput, GitRun } from "./git-run.ts";
import { forgetRevisions, type KnownRevisions, noRevisions, takeAsked } from "./known-revisions.ts";
import { redactUrlCredentials } from "./redact-url-credentials.ts";
import { CONFIG, onlyLooks, runGitQuickly } from "./run-git-quickly.ts";

/** One git process in the repository's root. `input` goes to its standard input. */
export interface Git {
  (args: readonly string[], options?: { input?: string }): Promise<GitOutput>;
  /** What was asked before, until a command runs that may change it. */
  known: KnownRevisions;
}

/** Makes a {@link Git} that works in `cwd`. `env` is the process's own when left out, as for every child process. */
export function gitIn(cwd: string, env: Environment = processEnvironment, known: KnownRevisions = noRevisions()): Git {
  const environment = gitEnvironment(env);
  const git = async (args: readonly string[], { input = "" } = {}) => {
    if (onlyLooks(args)) return takeAsked(known, args, input) ?? runGit({ cwd, environment, args, input });
    try {
      return await askPatiently(args, () => runGit({ cwd, environment, args, input }));
    } finally {
      forgetRevisions(known);
    }
  };
  return Object.assign(git, { known });
}

/**
 * Runs git and gives its standard output as text; any exit code but those in `allowed` is SLUICE_GIT_FAILED.
 * Bytes that are no UTF-8 become U+FFFD.
 */
export async function gitText(
  git: Git,
  args: readonly string[],
  options: { input?: string; allowed?: readonly number[] } = {},
): Promise<string> {
  const { allowed = [0], ...rest } = options;
  const output = await git(args, rest);
  if (!allowed.includes(output.exitCode)) throw gitFailed(args, output);
  return output.stdout.toString("utf8");
}

/** What git says after the reason when a server has refused it. */
const SAYS_NOTHING = /unexpected disconnect while reading sideband|remote end hung up unexpectedly|^Everything up-to-date$/;

/** The error for a git process that failed in a way nobody expected. */
export function gitFailed(args: readonly string[], { exitCode, stderr }: GitOutput): SluiceError {
  const lines = stderr.trim().split("\n");
  const telling = lines.filter((line) => !SAYS_NOTHING.test(line));
  const said = (telling.length > 0 ? telling : lines).slice(-3).join("\n");
  return new SluiceError("SLUICE_GIT_FAILED", `git ${args[0] ?? ""} failed with exit code ${exitCode}${said === "" ? "" : `: ${said}`}`, {
    hint: `Run it by hand to see more: ${redactUrlCredentials(["git", ...args].join(" "))}`,
  });
}

/** What only looks is run directly; everything else through simple-git, which is loaded then. */
async function runGit({ args, ...run }: Omit<GitRun, "config">): Promise<GitOutput> {
  const wholeArgs = ["--no-pager", "--literal-pathspecs", ...args];
  try {
    const output = onlyLooks(args)
      ? await runGitQuickly({ ...run, args: wholeArgs, config: CONFIG })
      : await (await import("./run-simple-git.ts")).runSimpleGit({ ...run, args: wholeArgs, config: CONFIG });
    return { ...output, stderr: redactUrlCredentials(output.stderr) };
  } catch (error) {
    throw failedToStart(args, run.cwd, error);
  }
}

/** The system says ENOENT for a folder that is not there as well. */
function failedToStart(args: readonly string[], cwd: string, error: unknown): SluiceError {
  const message = error instanceof Error ? error.message : String(error);
  if (/spawn .*ENOENT/.test(message)) return existsSync(cwd) ? gitMissing() : folderMissing(cwd);
  return new SluiceError("SLUICE_GIT_FAILED", `git ${args[0] ?? ""} could not be run in ${cwd}: ${redactUrlCredentials(message)}`, {
    cause: error,
  });
}

function folderMissing(cwd: string): SluiceError {
  return new SluiceError("SLUICE_NOT_A_REPOSITORY", `There is no folder ${cwd}`, { hint: "Name the folder of a clone with --cwd." });
}

function gitMissing(): SluiceError {
  return new SluiceError("SLUICE_GIT_MISSING", "git is not installed, or not on PATH", {
    hint: "Install git 2.30 or newer: https://git-scm.com/downloads",
  });
}
