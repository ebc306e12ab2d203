import { randomUUID } from "node:crypto";
import { isSluiceError, SluiceError } from "@sluice/core";
import type { Repository } from "@sluice/git";
import * as v from "valibot";
import type { LockPort } from "../publish-ports.ts";

/** The reference of the remote that a publish holds while it writes. */
const publishLockReference = "refs/sluice/publish-lock";

/** Who publishes, and from where. */
export interface LockHolder {
  /** A person, or the account that started a workflow. */
  name: string;
  /** A name for the machine that two machines do not share. */
  machine: string;
  /** Process id on that machine. */
  pid: number;
  /** The workflow run and which attempt of it; null outside of a workflow. */
  run: { url: string; attempt: number } | null;
}

interface Lock {
  schemaVersion: 1;
  id: string;
  since: string;
  holder: LockHolder;
}

const lockSchema: v.GenericSchema<Lock> = v.object({
  schemaVersion: v.literal(1),
  id: v.string(),
  since: v.string(),
  holder: v.object({
    name: v.string(),
    machine: v.string(),
    pid: v.number(),
    run: v.nullable(v.object({ url: v.string(), attempt: v.number() })),
  }),
});

/** How a publish lock is taken. */
export interface LockPortOptions {
  repository: Pick<Repository, "remoteRef" | "updateRemoteRef" | "makeNote" | "readNote">;
  remote: string;
  holder: LockHolder;
  /** Whether a process of this machine is running. */
  isRunning: (pid: number) => boolean;
  /** Take it from whoever has it. */
  breakLock: boolean;
}

const author = { name: "sluice", email: "sluice@users.noreply.github.com" };

/**
 * A lock on publishing: a reference of the remote that only one push can make. What a dead process of this machine or an
 * earlier attempt of this workflow run left is taken over; anybody else's stays until it is broken.
 */
export function createLockPort(options: LockPortOptions): LockPort {
  const { repository, remote, holder } = options;
  const reference = publishLockReference;
  return {
    acquire: async () => {
      const text = JSON.stringify({ schemaVersion: 1, id: randomUUID(), since: new Date().toISOString(), holder });
      const own = await repository.makeNote(text, author);
      const held = await repository.remoteRef(remote, reference);
      if (held !== null && !(await mayTake(options))) throw locked(remote, await readLock(options));
      try {
        await repository.updateRemoteRef({ remote, reference, revision: own, expected: held });
      } catch (error) {
        if (isSluiceError(error) && error.code === "SLUICE_REF_MOVED") throw locked(remote, await readLock(options));
        // A server may take the push and then fail.
        if ((await repository.remoteRef(remote, reference).catch(() => null)) !== own) throw error;
      }
      return async () => {
        // A lock that was broken meanwhile is somebody else's now.
        if ((await repository.remoteRef(remote, reference)) !== own) return;
        try {
          await repository.updateRemoteRef({ remote, reference, revision: null, expected: own });
        } catch (error) {
          if ((await repository.remoteRef(remote, reference)) === own) throw error;
        }
      };
    },
    clearLeftOver: async () => {
      const held = await repository.remoteRef(remote, reference);
      const lock = held === null ? null : await readLock(options);
      if (held === null || lock === null || !isLeftOver(lock.holder, options)) return;
      await repository.updateRemoteRef({ remote, reference, revision: null, expected: held });
    },
  };
}

async function mayTake(options: LockPortOptions): Promise<boolean> {
  if (options.breakLock) return true;
  const lock = await readLock(options);
  return lock !== null && isLeftOver(lock.holder, options);
}

function isLeftOver(held: LockHolder, { holder, isRunning }: LockPortOptions): boolean {
  if (held.run !== null && held.run.url === holder.run?.url) return held.run.attempt < holder.run.attempt;
  return held.machine === holder.machine && held.pid !== holder.pid && !isRunning(held.pid);
}

/** Null for a lock that is gone meanwhile, or that no version of Sluice wrote. */
async function readLock({ repository, remote }: LockPortOptions): Promise<Lock | null> {
  if ((await repository.remoteRef(remote, publishLockReference)) === null) return null;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), lockSchema), await repository.readNote(remote, publishLockReference));
  return parsed.success ? parsed.output : null;
}

function locked(remote: string, lock: Lock | null): SluiceError {
  const who = lock === null ? "somebody" : `${lock.holder.name} on ${lock.holder.machine}, process ${lock.holder.pid}`;
  const since = lock === null ? "" : `, since ${lock.since}`;
  const run = lock?.holder.run ?? null;
  return new SluiceError(
    "SLUICE_PUBLISH_LOCKED",
    `Another publish holds ${publishLockReference} of ${remote}: ${who}${run === null ? "" : ` (${run.url})`}${since}`,
    {
      hint: `Wait until it is done, and run the same command again. If it is dead: --break-lock, or \`git push ${remote} :${publishLockReference}\`.`,
    },
  );
}
