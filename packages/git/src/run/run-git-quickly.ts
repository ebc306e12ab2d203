import { spawn, spawnSync } from "node:child_process";
import { closeSync, fstatSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
export async function runGitQuickly(run: GitRun): Promise<GitOutput> {
  const file = run.args.includes("ls-tree") ? openUnnamed() : null;
  if (file === null) return runInto("pipe", run);
  try {
    const output = await runInto(file, run);
    // A disk may be full.
    return output.exitCode === 0 ? { ...output, stdout: readShared(file) } : await runInto("pipe", run);
  } finally {
    closeSync(file);
  }
}

/** With what git says where it is told to; empty when that is a file. */
function runInto(place: "pipe" | number, { cwd, environment, input, ...rest }: GitRun): Promise<GitOutput> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", commandLine(rest), {
      cwd,
      env: environment,
      stdio: [input === "" ? "ignore" : "pipe", place, "pipe"],
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

/**
 * A temporary file that has no name any more, for what is too long for a pipe: git would have to wait until somebody reads, who has better to do
 * meanwhile. Null where there is no place for one.
 */
function openUnnamed(): number | null {
  const path = join(tmpdir(), `sluice-git-${Math.random().toString(36).slice(2)}`);
  try {
    const file = openSync(path, "wx+", 0o600);
    rmSync(path);
    return file;
  } catch {
    return null;
  }
}

function readShared(file: number): Buffer {
  const whole = Buffer.from(new SharedArrayBuffer(fstatSync(file).size));
  for (let at = 0; at < whole.length;) {
    const size = readSync(file, whole, at, whole.length - at, at);
    if (size === 0) throw new Error("A file with what git said has become shorter");
    at += size;
  }
  return whole;
}

/** In shared memory: a list of all files goes to other threads without a copy. */
function concatShared(parts: readonly Buffer[]): Buffer {
  const whole = Buffer.from(new SharedArrayBuffer(parts.reduce((length, part) => length + part.length, 0)));
  let at = 0;
  for (const part of parts) at += part.copy(whole, at);
  return whole;
}
