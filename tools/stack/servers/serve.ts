/** A running server as its process sees it: the loopback port it answers on, and how it ends. */
interface RunningServer {
  port: number;
  close(): Promise<void>;
}

/** What a server's process tells the process that launched it, once. */
export type ServerReport = { kind: "ready"; port: number } | { kind: "failed"; message: string };

/**
 * The whole life of a server's process: wait for the options, start, report the port, and end when told to or when the
 * launching process is gone, however that came about (its end of the channel closes even after a SIGKILL).
 */
export function serve<Options>(start: (options: Options) => Promise<RunningServer>): void {
  let server: RunningServer | undefined;
  let ending = false;

  async function end(): Promise<void> {
    if (ending) return;
    ending = true;
    await server?.close();
    process.exit(0);
  }

  // A terminal's Ctrl-C reaches the whole process group; only the launching process decides when this one ends.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => void end());
  process.once("disconnect", () => void end());
  process.once("message", (options: Options) => void begin(options));

  async function begin(options: Options): Promise<void> {
    try {
      server = await start(options);
      report({ kind: "ready", port: server.port });
    } catch (error) {
      report({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
      await end();
    }
  }
}

function report(message: ServerReport): void {
  if (process.connected) process.send?.(message);
}
