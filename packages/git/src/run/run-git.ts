import { env as processEnvironment } from "node:process";
import { isSluiceError, SluiceError } from "@sluice/core";
import { simpleGit } from "simple-git";
import { type Environment, gitEnvironment } from "./git-environment.ts";
import { redactUrlCredentials } from "./redact-url-credentials.ts";

/** What a git process said. A failure is a result, not an exception: only the caller knows which exit codes mean something. */
export interface GitOutput {
  exitCode: number;
  stdout: Buffer;
  /** Without credentials. */
  stderr: string;
}

/** One git process in the repository's root. `input` goes to its standard input. */
export type Git = (args: readonly string[], options?: { input?: string }) => Promise<GitOutput>;

/** Makes a {@link Git} that works in `cwd`. `env` is the process's own when left out, as for every child process. */
export function gitIn(cwd: string, env: Environment = processEnvironment): Git {
  const environment = gitEnvironment(env);
  return (args, { input } = {}) => runGit({ cwd, environment, args, input });
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

/** The error for a git process that failed in a way nobody expected. */
export function gitFailed(args: readonly string[], { exitCode, stderr }: GitOutput): SluiceError {
  const said = stderr.trim().split("\n").slice(-3).join("\n");
  return new SluiceError("SLUICE_GIT_FAILED", `git ${args[0] ?? ""} failed with exit code ${exitCode}${said === "" ? "" : `: ${said}`}`, {
    hint: `Run it by hand to see more: ${redactUrlCredentials(["git", ...args].join(" "))}`,
  });
}

interface Run {
  cwd: string;
  environment: Record<string, string>;
  args: readonly string[];
  input: string | undefined;
}

/** A fresh simple-git for every process: its instances queue their tasks, and one failure drops all that wait behind it. */
async function runGit({ cwd, environment, args, input = "" }: Run): Promise<GitOutput> {
  let exitCode = 0;
  let stderr = "";
  try {
    const git = simpleGit({
      baseDir: cwd,
      config: ["core.quotePath=false", "core.fsmonitor=false", "log.showSignature=false", "color.ui=false"],
      // The default also ends 50 ms after "exit", when a loaded machine may not have delivered all output.
      completion: { onClose: true, onExit: false },
      allowEnvironment: Object.keys(environment),
      // The environment and the configuration above are the user's and ours; what comes from outside is checked in each verb.
      unsafe: UNSAFE,
      input: () => input,
      errors: (_error, result) => {
        exitCode = result.exitCode;
        stderr = Buffer.concat(result.stdErr).toString("utf8");
        return undefined;
      },
    }).env(environment);
    // `catFile` is simple-git's only verb with binary output; global options may stand before the subcommand of `raw` alone.
    const stdout =
      args[0] === "cat-file"
        ? await git.binaryCatFile(args.slice(1))
        : Buffer.from(await git.raw(["--no-pager", "--literal-pathspecs", ...args]), "utf8");
    if (exitCode !== 0 && /spawn .*ENOENT/.test(stderr)) throw gitMissing();
    return { exitCode, stdout, stderr: redactUrlCredentials(stderr) };
  } catch (error) {
    if (isSluiceError(error)) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new SluiceError("SLUICE_GIT_FAILED", `git ${args[0] ?? ""} could not be run in ${cwd}: ${redactUrlCredentials(message)}`, {
      cause: error,
    });
  }
}

function gitMissing(): SluiceError {
  return new SluiceError("SLUICE_GIT_MISSING", "git is not installed, or not on PATH", {
    hint: "Install git 2.30 or newer: https://git-scm.com/downloads",
  });
}

const UNSAFE = {
  allowUnsafeAskPass: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeGitProxy: true,
  allowUnsafeHooksPath: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeSshCommand: true,
  allowUnsafeUrlRewrite: true,
};
