import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { SluiceError } from "@sluice/core";
import { onProcessEnd } from "../setup/on-process-end.mjs";
import { createTempFolder } from "./temp-folder.ts";

/** BuildKit's own daemon: unlike the Docker Engine's builder it sets the times of files, pushes by digest and keeps caches. */
export interface Buildkit {
  /** What `docker buildx create --driver remote` takes. */
  endpoint: string;
  stop(): Promise<void>;
}

const program = join(import.meta.dirname, "../../.sluice/tools/buildkit/buildkitd");
const START_LIMIT = 120_000;

/** Why it cannot run here; null when it can. */
export function whyNoBuildkit(): string | null {
  if (!existsSync(program)) return "buildkitd is not there: `npm run setup` compiles it on Linux";
  return process.getuid?.() === 0 ? null : "buildkitd needs root";
}

/** Starts it with an empty store in a temporary folder. Steps that run programs share the machine's network. Throws SLUICE_STACK_FAILED. */
export async function startBuildkit(): Promise<Buildkit> {
  const folder = await createTempFolder("buildkit");
  const socket = join(folder.path, "buildkitd.sock");
  const endpoint = `unix://${socket}`;
  const args = ["--addr", endpoint, "--root", join(folder.path, "root"), "--config", "/dev/null"];
  const daemon = spawn(program, [...args, "--oci-worker=true", "--containerd-worker=false", "--oci-worker-net=host"], { stdio: "ignore" });
  const forget = onProcessEnd(() => void daemon.kill("SIGTERM"));
  const stop = async () => {
    if (isRunning(daemon)) {
      const ended = once(daemon, "exit");
      daemon.kill("SIGTERM");
      await ended;
    }
    forget();
    await folder.remove();
  };
  for (const end = Date.now() + START_LIMIT; Date.now() < end && isRunning(daemon);) {
    if (await answers(socket)) return { endpoint, stop };
    await pause(50);
  }
  await stop();
  throw new SluiceError("SLUICE_STACK_FAILED", "the local buildkitd did not start", { hint: "Run `npm run setup`, then try again." });
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

async function answers(socket: string): Promise<boolean> {
  const connection = connect(socket);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  connection.once("connect", () => resolve(true));
  connection.once("error", () => resolve(false));
  const answer = await promise;
  connection.destroy();
  return answer;
}
