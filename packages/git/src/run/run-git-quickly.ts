import { spawn, spawnSync } from "node:child_process";
import type { GitOutput, GitRun } from "./git-run.ts";

/**
 * The verbs that only look at what is on the disk: no server, no hook, no editor and no credentials, so that nothing has to
 * be guarded and starting the process is all there is to do.
 */
const LOOKING = new Set([
  "cat-file",
  "diff",
  "for-each-ref",
  "log",
  "ls-files",
  "ls-tree",
  "merge-base",
  "rev-parse",
  "status",
  "symbolic-ref",
]);

/** Settings of every git process, whatever the user's are. */
export const CONFIG: readonly string[] = [
  "core.quotePath=false",
  "core.fsmonitor=false",
  "log.showSignature=false",
  "log.showRoot=true",
  "log.follow=false",
  "i18n.logOutputEncoding=UTF-8",
  "i18n.commitEncoding=UTF-8",
  "color.ui=false",
];

/** Whether {@link runGitQuickly} may run it. */
export function onlyLooks([verb = "", option]: readonly string[]): boolean {
  return LOOKING.has(verb) || (verb === "config" && option === "--get");
}

/**
 * Runs git without anything in between, for the verbs of {@link onlyLooks}. Rejects with the system's error when git
 * cannot be started.
 */
export function runGitQuickly({ cwd, environment, input, ...rest }: GitRun): Promise<GitOutput> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", commandLine(rest), {
      cwd,
      env: environment,
      stdio: [input === "" ? "ignore" : "pipe", "pipe", "pipe"],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout?.on("data", (part: Buffer) => stdout.push(part));
    child.stderr?.on("data", (part: Buffer) => stderr.push(part));
    // git may end before it has read everything; its exit code says why.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
    child.on("error", reject);
    child.on("close", (code) =>
      resolve({ exitCode: code ?? 128, stdout: concatShared(stdout), stderr: Buffer.concat(stderr).toString("utf8") }),
    );
  });
}

/** {@link runGitQuickly} for a short answer that everything waits for: without streams, which take longer to make than git takes to answer. */
export function runGitAtOnce({ cwd, environment, input, ...rest }: GitRun): GitOutput {
  const { error, status, stdout, stderr } = spawnSync("git", commandLine(rest), { cwd, env: environment, input });
  if (error !== undefined) throw error;
  return { exitCode: status ?? 128, stdout, stderr: stderr.toString("utf8") };
}

function commandLine({ args, config }: Pick<GitRun, "args" | "config">): string[] {
  return [...config.flatMap((setting) => ["-c", setting]), ...args];
}

/** In shared memory: a list of all files goes to other threads without a copy. */
function concatShared(parts: readonly Buffer[]): Buffer {
  const whole = Buffer.from(new SharedArrayBuffer(parts.reduce((length, part) => length + part.length, 0)));
  let at = 0;
  for (const part of parts) at += part.copy(whole, at);
  return whole;
}
