import { createRequire } from "node:module";
import type { CompareLockfilesOptions, LockfileComparison } from "@sluice/ecosystems/lockfiles";
import type { Memory } from "./open-memory.ts";

const require = createRequire(import.meta.url);

/** In characters of both states: to look through shorter ones takes no longer than to remember them. */
const WORTH_REMEMBERING = 1 << 20;

const KIND = "lockfile";

interface KnownComparison {
  affected: [string, string[]][];
  unsure: boolean;
}

/**
 * What `compare` says of two states of a lockfile, remembered by all that it is asked with: while somebody edits sources, what a branch has changed
 * in a long lockfile stays the same.
 */
export function compareKnown(
  memory: Memory | null,
  options: CompareLockfilesOptions,
  compare: (options: CompareLockfilesOptions) => LockfileComparison,
): LockfileComparison {
  const { before, after, ...rest } = options;
  if (memory === null || (before?.length ?? 0) + (after?.length ?? 0) < WORTH_REMEMBERING) return compare(options);
  // Loaded late: most answers need none.
  const { hash } = require("node:crypto") as typeof import("node:crypto");
  const key = [before, after, JSON.stringify(rest)].map((text) => (text === null ? "" : hash("sha256", text)));
  const known = memory.read<KnownComparison>(KIND, key);
  if (known !== null) return { affected: new Map(known.affected), unsure: known.unsure };
  const comparison = compare(options);
  memory.write(KIND, key, { affected: [...comparison.affected], unsure: comparison.unsure } satisfies KnownComparison);
  return comparison;
}
