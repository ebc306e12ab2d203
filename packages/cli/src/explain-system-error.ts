import { SluiceError } from "@sluice/core/quick";

/** An error of the system that a person can mend → the error that says how; any other as it is. */
export function explainSystemError(error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  const path = "path" in error && typeof error.path === "string" ? error.path : null;
  if (error.code === "ENOSPC")
    return new SluiceError("SLUICE_DISK_FULL", `There is no space left on the disk${path === null ? "" : ` to write ${path}`}`, {
      hint: "Free some space, in the temporary folder (TMPDIR) too, then run the command again: it goes on where it stopped.",
      cause: error,
    });
  if (path !== null && (error.code === "EACCES" || error.code === "EPERM" || error.code === "EROFS"))
    return new SluiceError("SLUICE_NO_ACCESS", `${path} cannot be read or written: ${error.message}`, {
      hint: "Run the command as somebody who may, or give the right to it: ls -ld shows whose it is.",
      cause: error,
    });
  return error;
}
