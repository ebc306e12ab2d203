import { randomBytes } from "node:crypto";
import { launchServer } from "./launch-server.ts";

/** A registry of crates on loopback that knows only what is published to it. */
export interface CrateRegistry {
  /** Its sparse index: `sparse+http://127.0.0.1:<port>/index/`. */
  index: string;
  /** May publish and yank. */
  token: string;
  pid: number;
  stop(): Promise<void>;
}

/** Starts the registry, empty. Throws SLUICE_STACK_FAILED. */
export async function startCrates(): Promise<CrateRegistry> {
  const token = randomBytes(16).toString("hex");
  const server = await launchServer("crates", { token });
  return { index: `sparse+http://127.0.0.1:${server.port}/index/`, token, pid: server.pid, stop: () => server.stop() };
}
