import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A program and its arguments. */
export type Command = readonly [string, ...string[]];

/** A command whose time counts, and what has to be so before it. */
export interface Candidate {
  name: string;
  /** Programs that run one after the other; their times are added up. */
  commands: readonly Command[];
  env?: Record<string, string>;
  /** Brings about the state it is measured in; its time does not count. */
  prepare?: (round: number) => void | Promise<void>;
  /** Fewer rounds for what takes long. */
  rounds?: number;
  /** Throws when the answer is wrong. */
  check?: (stdout: string) => void;
}

/** What came out for one candidate. */
export interface Measurement {
  name: string;
  /** Milliseconds, in the order of the rounds. */
  times: number[];
  /** The most memory that one of its processes had at a time, in megabytes; null where nothing here tells. */
  memory: number | null;
}

/**
 * Runs all candidates in turn, round after round, so that whatever else the machine does meets all of them. The round before
 * the first one is not counted: it warms the disk's cache, and there the memory is looked at.
 */
export async function measure(candidates: readonly Candidate[], { cwd, rounds }: { cwd: string; rounds: number }): Promise<Measurement[]> {
  const measurements = candidates.map(({ name }): Measurement => ({ name, times: [], memory: null }));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, candidate] of candidates.entries()) {
      if (round > (candidate.rounds ?? rounds)) continue;
      await candidate.prepare?.(round);
      const measurement = measurements[index];
      if (measurement === undefined) continue;
      if (round === 0) measurement.memory = runForMemory(candidate, cwd);
      else measurement.times.push(runOnce(candidate, cwd));
    }
  }
  return measurements;
}

/** Milliseconds that a candidate takes. Throws when a program fails or its answer is wrong. */
export function runOnce({ name, commands, env, check }: Candidate, cwd: string): number {
  let time = 0;
  for (const [program, ...args] of commands) {
    const start = performance.now();
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd,
      env: { ...process.env, ...env },
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    time += performance.now() - start;
    if (status !== 0) throw new Error(`${name}: ${program} ended with ${status}: ${stderr.slice(-2000)}`);
    check?.(stdout);
  }
  return time;
}

/** GNU time writes the peak of the processes that it waited for, in kilobytes. */
const TIME = "/usr/bin/time";

function runForMemory(candidate: Candidate, cwd: string): number | null {
  if (!existsSync(TIME)) {
    runOnce(candidate, cwd);
    return null;
  }
  const folder = mkdtempSync(join(tmpdir(), "sluice-memory-"));
  const file = join(folder, "peak");
  try {
    const commands = candidate.commands.map((command): Command => [TIME, "--format=%M", `--output=${file}`, "--append", ...command]);
    runOnce({ ...candidate, commands }, cwd);
    return Math.max(...readFileSync(file, "utf8").trim().split("\n").map(Number)) / 1024;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The middle one, which a single slow run does not move. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
