/** @type {Set<() => void>} */
const cleanups = new Set();
/** @type {readonly NodeJS.Signals[]} */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs `cleanup` when this process ends without having done it: a signal, an uncaught error, `process.exit`.
 * The cleanup is synchronous; the newest comes first, since it may need what was started before. One that throws keeps no other away.
 * Returns how to forget it. A signal still ends the process as the signal would.
 *
 * @param {() => void} cleanup
 * @returns {() => void}
 */
export function onProcessEnd(cleanup) {
  if (cleanups.size === 0) watch();
  cleanups.add(cleanup);
  return () => {
    cleanups.delete(cleanup);
    if (cleanups.size === 0) unwatch();
  };
}

function watch() {
  process.on("exit", runAll);
  for (const signal of signals) process.on(signal, endBySignal);
}

function unwatch() {
  process.off("exit", runAll);
  for (const signal of signals) process.off(signal, endBySignal);
}

/** @param {NodeJS.Signals} signal */
function endBySignal(signal) {
  runAll();
  unwatch();
  // Where somebody else listens too, the end is theirs to bring.
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}

function runAll() {
  for (const cleanup of [...cleanups].toReversed()) {
    try {
      cleanup();
    } catch {
      // The process ends; nobody is left to tell.
    }
  }
  cleanups.clear();
}
