import type { Warning } from "@sluice/core";
import type { BaseSource } from "../result.ts";

/** The commit a change is compared with. `revision` null with source `none`: it cannot be known, and everything counts as affected. */
export interface Base {
  revision: string | null;
  source: BaseSource;
  warnings: Warning[];
}

/** A base that was found. */
export function knownBase(revision: string, source: BaseSource, warnings: Warning[] = []): Base {
  return { revision, source, warnings };
}

/** A base that was not: `why` completes "the base is unknown: …", `fix` says what to do about it. */
export function unknownBase(why: string, fix: string, warnings: Warning[] = []): Base {
  const message = `The commit to compare with is unknown: ${why}. So everything counts as affected. ${fix}`;
  return { revision: null, source: "none", warnings: [...warnings, { code: "SLUICE_UNKNOWN_BASE", message }] };
}

/** The fix for history that is not in the clone. */
export const FETCH_ALL =
  "Fetch the whole history: fetch-depth: 0 with actions/checkout, GIT_DEPTH: 0 in GitLab CI, fetchDepth: 0 in Azure Pipelines, elsewhere git fetch --unshallow.";

/** The fix where nothing tells what to compare with. */
export const GIVE_BASE = "Give it with --base.";

/** The fix where the branch that others start from is not here. */
export const NAME_BRANCH =
  "Name the branch that others start from, as defaultBranch in the configuration, and see that it can be fetched; or give the commit with --base.";
