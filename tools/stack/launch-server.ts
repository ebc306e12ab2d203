import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { SluiceError } from "@sluice/core";
import { onProcessEnd } from "../setup/on-process-end.mjs";
import type { ServerReport } from "./servers/serve.ts";

/** A server in a process of its own, so that a caller that blocks its thread can still talk to it. */
export interface LaunchedServer {
  pid: number;
  port: number;
  /** Ends the process and resolves when it is gone. Harmless the second time. */
  stop(): Promise<void>;
}

const files = {
  crates: new URL("./servers/crates-server.ts", import.meta.url),
  github: new URL("./servers/github-server.ts", import.meta.url),
  npm: new URL("./servers/npm-server.ts", import.meta.url),
  pypi: new URL("./servers/pypi-server.ts", import.meta.url),
  registry: new URL("./servers/registry-server.ts", import.meta.url),
};

/** Milliseconds: seconds are enough, but not on a machine that has much else to do. */
const START_LIMIT = 120_000;
const STOP_LIMIT = 10_000;

/**
 * Starts `servers/<name>-server.ts` and waits until it says that it listens.
 *
 * Throws SLUICE_STACK_FAILED with the server's own words when it does not start within two minutes.
 */
export async function launchServer(name: keyof typeof files, options: object): Promise<LaunchedServer> {
  const child = fork(fileURLToPath(files[name]), {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const output = collectOutput(child);
  const forget = onProcessEnd(() => void child.kill("SIGTERM"));
  child.once("exit", forget);
  child.send(options);
  try {
    const report = await readReport(child, output);
    if (report.kind === "failed") throw failure(name, report.message);
    return { pid: child.pid ?? 0, port: report.port, stop: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error instanceof SluiceError ? error : failure(name, error instanceof Error ? error.message : String(error));
  }
}

async function readReport(child: ChildProcess, output: string[]): Promise<ServerReport> {
  const { promise, resolve, reject } = Promise.withResolvers<ServerReport>();
  const limit = setTimeout(() => reject(new Error(`no answer after ${START_LIMIT / 1000} seconds`)), START_LIMIT);
  child.once("message", (message) => resolve(message as ServerReport));
  child.once("error", reject);
  child.once("exit", (code, signal) => reject(new Error(`it ended with ${code ?? signal}\n${output.join("")}`)));
  try {
    return await promise;
  } finally {
    clearTimeout(limit);
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const limit = setTimeout(() => void child.kill("SIGKILL"), STOP_LIMIT);
  await exited;
  clearTimeout(limit);
}

/** Keeps the last output for an error message, and keeps the pipes empty. */
function collectOutput(child: ChildProcess): string[] {
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      chunks.push(chunk);
      if (chunks.length > 50) chunks.shift();
    });
  }
  return chunks;
}

function failure(name: string, message: string): SluiceError {
  return new SluiceError("SLUICE_STACK_FAILED", `the local ${name} server did not start: ${message.trim()}`, {
    hint: "Run `npm run setup`, then try again.",
  });
}
