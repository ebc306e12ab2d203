/** A reader that stops early (`sluice … | head`) is no failure. Once is enough. */
export function endWithReader(): void {
  if (process.stdout.listenerCount("error") === 0)
    process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 2));
}
