import { SluiceError } from "@sluice/core/quick";

/** A file or folder that may not be touched, or cannot be where a variable or an option says. */
const refusals = new Set(["EACCES", "EPERM", "EROFS", "ENOENT", "ENOTDIR", "EISDIR", "EEXIST"]);

/** An error of the system that a person can mend → the error that says how; any other as it is. */
export function explainSystemError(error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  const path = "path" in error && typeof error.path === "string" ? error.path : null;
  if (error.code === "ENOSPC")
    return new SluiceError("SLUICE_DISK_FULL", `There is no space left on the disk${path === null ? "" : ` to write ${path}`}`, {
      hint: "Free some space, in the temporary folder (TMPDIR) too, then run the command again: it goes on where it stopped.",
      cause: error,
    });
  if ("syscall" in error && error.syscall === "uv_cwd")
    return new SluiceError("SLUICE_NO_ACCESS", "The folder that the command was started in is gone", {
      hint: "Go to one that is there, with cd.",
      cause: error,
    });
  // A program that is not there is no file of the person's: whoever calls it knows what it is for.
  const isProgram = "syscall" in error && String(error.syscall).startsWith("spawn");
  if (path !== null && !isProgram && refusals.has(String(error.code)))
    return new SluiceError("SLUICE_NO_ACCESS", `${path} cannot be read or written: ${error.message}`, {
      hint: "Check the path and whose it is (ls -ld), and give the right to it or run the command as somebody who has it.",
      cause: error,
    });
  return error;
}
