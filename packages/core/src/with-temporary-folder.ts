import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Gives what `use` makes of an empty folder that only the user can read, `sluice-<name>-…` under the system's temporary folder. The folder is
 * gone when `use` has ended or failed, and when a signal that can be caught ends the process before.
 */
export async function withTemporaryFolder<Result>(name: string, use: (folder: string) => Promise<Result>): Promise<Result> {
  // Loaded late: most commands have no temporary folder.
  const [{ onExit }, { mkdtemp, rm }] = await Promise.all([import("signal-exit"), import("node:fs/promises")]);
  const folder = await mkdtemp(join(tmpdir(), `sluice-${name}-`));
  const forget = onExit(() => rmSync(folder, { recursive: true, force: true }));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
    forget();
  }
}
