/** A reader that stops early (`sluice … | head`) is no failure; a disk that is full is. Once is enough. */
export function endWithReader(): void {
  if (process.stdout.listenerCount("error") > 0) return;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    // Nobody waits for the stream any more, so that an error thrown here would be nobody's.
    const code = error.code === "ENOSPC" ? "SLUICE_DISK_FULL" : "SLUICE_OUTPUT";
    process.stderr.write(`${code}: The result cannot be written to standard output: ${error.message}\n`);
    process.stderr.write("  hint: Free some space where it is written to, then run the command again.\n");
    process.exit(2);
  });
}
