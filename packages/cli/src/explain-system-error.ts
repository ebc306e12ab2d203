import { SluiceError } from "@sluice/core/quick";

/** An error of the system that a person can mend → the error that says how; any other as it is. */
export function explainSystemError(error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "ENOSPC") return error;
  const where = "path" in error && typeof error.path === "string" ? ` to write ${error.path}` : "";
  return new SluiceError("SLUICE_DISK_FULL", `There is no space left on the disk${where}`, {
    hint: "Free some space, in the temporary folder (TMPDIR) too, then run the command again: it goes on where it stopped.",
    cause: error,
  });
}
