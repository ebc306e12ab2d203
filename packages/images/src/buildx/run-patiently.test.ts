import { describe, expect, it } from "vitest";
import type { Docker } from "./find-docker.ts";
import { runPatiently } from "./run-patiently.ts";

/** A docker that prints one text after another and fails, and then works. */
function failing(...stderrs: string[]): { docker: Docker; runs: () => number } {
  let runs = 0;
  const run: Docker["run"] = async () => {
    const stderr = stderrs[runs] ?? "";
    runs += 1;
    return { exitCode: stderr === "" ? 0 : 1, stdout: "", stderr };
  };
  return { docker: { program: "docker", run }, runs: () => runs };
}

describe("runPatiently", () => {
  it.each([
    "ERROR: unexpected status from HEAD request to http://r.test: 500 Internal Server Error\n",
    "ERROR: 429 Too Many Requests",
    "ERROR: read: connection reset by peer",
    "x\nERROR: unexpected EOF\n",
    "ERROR: failed to receive status: rpc error: code = NotFound desc = no such job r8zp5oaafg0fq33ebwb4apfsd",
    "ERROR: failed to solve: DeadlineExceeded: context deadline exceeded",
  ])("tries again after %s", async (stderr) => {
    const { docker, runs } = failing(stderr, stderr);
    expect((await runPatiently(docker, [], {}, { waits: [0, 0] })).exitCode).toBe(0);
    expect(runs()).toBe(3);
  });

  it("gives up after the last wait", async () => {
    const { docker, runs } = failing(
      "503 Service Unavailable",
      "503 Service Unavailable",
      "503 Service Unavailable",
      "503 Service Unavailable",
    );
    expect((await runPatiently(docker, [], {}, { waits: [0, 0] })).exitCode).toBe(1);
    expect(runs()).toBe(3);
  });

  it.each([
    "ERROR: connection refused",
    "ERROR: r.test/x: not found",
    'curl: 500 Internal Server Error\nERROR: failed to solve: process "/bin/sh -c curl x" did not complete: exit code: 22',
  ])("does not wait for %s", async (stderr) => {
    const { docker, runs } = failing(stderr);
    expect((await runPatiently(docker, [], {}, { waits: [0] })).exitCode).toBe(1);
    expect(runs()).toBe(1);
  });

  it("asks a registry that is busy how long it wants to be left alone, before the next try", async () => {
    const { docker, runs } = failing("x\nERROR: 429 Too Many Requests", "ERROR: unexpected EOF");
    const asked: [string, number][] = [];
    const awaitRegistry = async (refusal: string) => void asked.push([refusal, runs()]);
    expect((await runPatiently(docker, [], {}, { waits: [0, 0], awaitRegistry })).exitCode).toBe(0);
    expect(asked).toEqual([["ERROR: 429 Too Many Requests", 1]]);
  });
});
