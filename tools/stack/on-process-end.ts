type Cleanup = () => void;

const cleanups = new Set<Cleanup>();
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs `cleanup` when this process ends without having done it: a signal, an uncaught error, `process.exit`.
 * The cleanup is synchronous. Returns how to forget it. A signal still ends the process as the signal would.
 */
export function onProcessEnd(cleanup: Cleanup): () => void {
  if (cleanups.size === 0) watch();
  cleanups.add(cleanup);
  return () => {
    cleanups.delete(cleanup);
    if (cleanups.size === 0) unwatch();
  };
}

function watch(): void {
  process.on("exit", runAll);
  for (const signal of signals) process.on(signal, endBySignal);
}

function unwatch(): void {
  process.off("exit", runAll);
  for (const signal of signals) process.off(signal, endBySignal);
}

function endBySignal(signal: NodeJS.Signals): void {
  runAll();
  unwatch();
  // Where somebody else listens too, the end is theirs to bring.
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}

function runAll(): void {
  for (const cleanup of cleanups) cleanup();
  cleanups.clear();
}
