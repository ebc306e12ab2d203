import { simpleGit } from "simple-git";
import type { GitOutput, GitRun } from "./git-run.ts";

/**
 * Runs git through simple-git. A fresh one for every process: its instances queue their tasks, and one failure drops all
 * that wait behind it. Throws when git cannot be started.
 */
export async function runSimpleGit({ cwd, environment, config, args, input }: GitRun): Promise<GitOutput> {
  let exitCode = 0;
  let stderr = "";
  const git = simpleGit({
    baseDir: cwd,
    config: [...config],
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
  const stdout = Buffer.from(await git.raw([...args]), "utf8");
  if (exitCode !== 0 && /spawn .*ENOENT/.test(stderr)) throw new Error(stderr.trim());
  return { exitCode, stdout, stderr };
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
