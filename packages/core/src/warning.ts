import type { ErrorCode } from "./sluice-error.ts";

/** Something a person should know although the result stands. Part of every result's JSON; never printed by a library. */
export interface Warning {
  code: ErrorCode;
  /** What is wrong and where, and what to do about it; one line. */
  message: string;
}
