import { readlinkSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import type { LockHolder } from "@sluice/release";
import type { CommandContext } from "./command.ts";

/** This process, as the holder of a publish lock. */
export function readLockHolder({ env }: Pick<CommandContext, "env">): LockHolder {
  const { GITHUB_RUN_ID: id, GITHUB_REPOSITORY: repository, GITHUB_RUN_ATTEMPT: attempt } = env;
  const url = `${env["GITHUB_SERVER_URL"] || "https://github.com"}/${repository}/actions/runs/${id}`;
  return {
    name: env["GITHUB_ACTOR"] || userName(),
    machine: [hostname(), ...processNamespace()].join(" "),
    pid: process.pid,
    run: id && repository ? { url, attempt: Number(attempt || 1) } : null,
  };
}

/** Whether a process of this machine runs, as far as this user may know. */
export function isProcessRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process runs too.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Containers may share their host's name, and have process ids of their own. */
function processNamespace(): string[] {
  try {
    return [readlinkSync("/proc/self/ns/pid")];
  } catch {
    return [];
  }
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "somebody";
  }
}
