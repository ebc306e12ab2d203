import { type ChildProcess, spawn } from "node:child_process";
import { onExit } from "signal-exit";

/** What a program left behind. Texts are complete, with their last line end. */
export interface ProgramResult {
  /** null: it could not be started, or a signal ended it. */
  exitCode: number | null;
  stdout: string;
  stderr: string;
  timedOut: boolean;
  /** Why it has no exit code; else "". */
  problem: string;
}

/** How a program is run. */
export interface ProgramOptions {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Gets what it writes to stderr, as it comes. */
  onStderr?: (chunk: Buffer) => void;
  /** Milliseconds after which it is ended; 0: never. */
  timeout?: number;
}

/** Milliseconds between asking a program to end and ending it. */
const GRACE = 5000;

/**
 * Runs a program without input. It ends with this process. Node's own means, because docker's client is started in every build, and execa
 * takes longer to load than the client takes to answer.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { cwd, env, onStderr, timeout = 0 }: ProgramOptions,
): Promise<ProgramResult> {
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  if (onStderr !== undefined) child.stderr.on("data", onStderr);
  const ended = await untilClosed(child, timeout);
  return { ...ended, stdout: Buffer.concat(stdout).toString("utf8"), stderr: Buffer.concat(stderr).toString("utf8") };
}

function untilClosed(child: ChildProcess, timeout: number): Promise<Pick<ProgramResult, "exitCode" | "timedOut" | "problem">> {
  const forget = onExit(() => void child.kill());
  const timers: NodeJS.Timeout[] = [];
  let timedOut = false;
  if (timeout > 0)
    timers.push(
      setTimeout(() => {
        timedOut = true;
        child.kill();
        timers.push(setTimeout(() => child.kill("SIGKILL"), GRACE));
      }, timeout),
    );
  return new Promise((resolve) => {
    const end = (exitCode: number | null, problem: string) => {
      forget();
      for (const timer of timers) clearTimeout(timer);
      resolve({ exitCode, timedOut, problem });
    };
    child.on("error", ({ message }) => end(null, message));
    child.on("close", (exitCode, signal) => end(exitCode, signal === null ? "" : `ended by ${signal}`));
  });
}
