/** What one check of `sluice doctor` found. */
export interface Finding {
  /** Stable name of the check: `git`, `node`, `configuration`, … */
  check: string;
  /** `error`: a run in CI would break or be wrong. `warning`: something does not work, or not as well, on this machine. */
  status: "ok" | "warning" | "error";
  message: string;
  /** What to run or change; on every finding that is not ok. */
  fix?: string;
}

/** The document that `sluice doctor --json` prints. */
export interface DoctorResult {
  schemaVersion: 1;
  /** No finding is an error. */
  healthy: boolean;
  checks: Finding[];
}
