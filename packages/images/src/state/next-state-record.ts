import type { ImageState } from "./read-image-state.ts";

/** What decides whether a build that was done before is the same as the one that is asked for now. */
export interface StateRecord {
  schemaVersion: 1;
  wanted: string;
  /** Names the build that made what the registry has; "" when it was not seen from here. */
  build: string;
}

/**
 * The record for a state, from the one before: the same as long as the same is wanted and the registry has it. Otherwise `build` is new,
 * so that whatever was remembered under another record cannot stand for this one. Pure.
 */
export function nextStateRecord({ wanted, isDone }: ImageState, before: unknown, newBuild: string): StateRecord {
  if (!isDone) return { schemaVersion: 1, wanted, build: newBuild };
  const isSame = isRecord(before) && before.wanted === wanted;
  return { schemaVersion: 1, wanted, build: isSame ? before.build : "" };
}

function isRecord(value: unknown): value is StateRecord {
  return (
    typeof value === "object" &&
    value !== null &&
    "wanted" in value &&
    typeof value.wanted === "string" &&
    "build" in value &&
    typeof value.build === "string"
  );
}
