/**
 * Whether images can be built on this machine now. `client` is the path of the client that works, which need not be the
 * first one on PATH; `reason` says why there is none and what to do about it.
 */
export type DockerCheck = { available: true; reason: null; client: string } | { available: false; reason: string; client: null };

/** A Docker Engine that was started here, or that was running already. */
export interface StartedDockerd {
  /** Whether this call has started one. */
  started: boolean;
  pid: number | null;
  /** Why there is none; null when one answers. */
  reason: string | null;
  /** Ends what this call has started and nothing else. */
  stop(): Promise<void>;
}

export function checkDocker(): Promise<DockerCheck>;
export function startDockerd(): Promise<StartedDockerd>;
