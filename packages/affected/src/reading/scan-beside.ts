import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import type { ImportedName } from "@sluice/ecosystems/scan";
import type { RememberRequest } from "../memory/remember-scanned.ts";
import { createScanner, NO_SOURCE, type Scanned, type ScanRequest, type Sources } from "./scan-files.ts";

/** With fewer sources than this, a thread takes longer to start than it saves. */
const WORTH_A_THREAD = 3000;

/** What a thread is asked: it answers with its lists, or when it has written. */
export type ThreadRequest = { scan: ScanRequest } | { remember: RememberRequest };

/** Threads that look through sources. */
export interface Scanners {
  /** To be called once. */
  scan(sources: Sources): Promise<Scanned>;
  /** Has a thread that has nothing else to do write down what was found; null where there is no thread. */
  remember: ((request: RememberRequest) => Promise<void>) | null;
}

/** How many threads are worth it for a repository of so many files: one processor is left to the caller. */
export function worthwhileThreads(files: number): number {
  return Math.min(Math.max(1, availableParallelism() - 1), 4, Math.floor(files / WORTH_A_THREAD));
}

/**
 * Starts threads, to be asked when it is known what there is to look through. The caller's own thread takes part as well, whenever it has nothing
 * else to do. Threads that are never asked do not keep the program from ending.
 */
export function startScanners(threads: number): Scanners {
  const workers = Array.from({ length: threads }, startWorker);
  const [first] = workers;
  return {
    scan: async (sources) => {
      const shared = {
        ...sources,
        taken: new Int32Array(new SharedArrayBuffer(4)),
        listOf: new Int32Array(new SharedArrayBuffer(4 * sources.starts.length)),
        languageOf: new Uint8Array(new SharedArrayBuffer(sources.starts.length)),
        threads: threads + 1,
      };
      const elsewhere = workers.map((worker, index) => ask(worker, { scan: { ...shared, thread: index + 1 } }));
      const here = createScanner({ ...shared, thread: 0 });
      while (here.scanBlock()) await setImmediate();
      return unite(shared, [here.lists, ...(await Promise.all(elsewhere))]);
    },
    remember: first === undefined ? null : async (request) => void (await ask(first, { remember: request })),
  };
}

/** One list of lists for all threads, and the indexes in that. */
function unite(scanned: Omit<Scanned, "lists">, listsOfThreads: readonly ImportedName[][][]): Scanned {
  const offsets: number[] = [];
  let offset = 0;
  for (const lists of listsOfThreads) {
    offsets.push(offset);
    offset += lists.length;
  }
  const threads = listsOfThreads.length;
  const { root, listing, starts, listOf, languageOf } = scanned;
  for (let index = 0; index < listOf.length; index++) {
    const list = listOf[index] ?? NO_SOURCE;
    if (list >= 0) listOf[index] = (offsets[list % threads] ?? 0) + Math.floor(list / threads);
  }
  return { root, listing, starts, listOf, languageOf, lists: listsOfThreads.flat() };
}

/** From the source, in tests, Node.js reads TypeScript itself and has to be told where the other packages have theirs. */
const isSource = import.meta.url.endsWith(".ts");
const program = new URL(isSource ? "../scan-worker.ts" : "./scan-worker.mjs", import.meta.url);

const require = createRequire(import.meta.url);

function startWorker(): Worker {
  // Loaded late: most answers need no thread.
  const { Worker } = require("node:worker_threads") as typeof import("node:worker_threads");
  const worker = new Worker(program, {
    execArgv: isSource ? ["--conditions=@sluice/source"] : [],
    // A text is looked through and forgotten: much more room would only be filled.
    resourceLimits: { maxYoungGenerationSizeMb: 6 },
  });
  worker.unref();
  return worker;
}

/** One question after the other; while there is one, the program does not end. */
function ask(worker: Worker, request: ThreadRequest): Promise<ImportedName[][]> {
  return new Promise((resolve, reject) => {
    const end = (code: number) => reject(new Error(`A thread that looks through sources ended with ${code}`));
    worker.once("message", (lists: ImportedName[][]) => {
      worker.unref();
      worker.off("error", reject).off("exit", end);
      resolve(lists);
    });
    worker.once("error", reject).once("exit", end);
    worker.ref();
    worker.postMessage(request, []);
  });
}
