/** One git process: where, with which environment, configuration and standard input. */
export interface GitRun {
  cwd: string;
  environment: Record<string, string>;
  /** Settings for this process alone: `core.quotePath=false`. */
  config: readonly string[];
  args: readonly string[];
  input: string;
}

/** What a git process said. A failure is a result, not an exception: only the caller knows which exit codes mean something. */
export interface GitOutput {
  exitCode: number;
  /** In shared memory, from a git that only looks. */
  stdout: Buffer;
  /** Without credentials. */
  stderr: string;
}
