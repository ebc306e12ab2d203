import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { ImportedName } from "@sluice/ecosystems/scan";
import { BLOCK, createScanner, type ScanRequest } from "./scan-files.ts";

/** With fewer sources than this, a thread takes longer to start than it saves. */
const WORTH_A_THREAD = 3000;

/** Sources, in the order of their paths. */
interface Sources {
  /** Absolute path of the folder they are in. */
  root: string;
  paths: readonly string[];
  /** Ids of their contents, in the same order. */
  ids: readonly string[];
}

/** Threads that look through sources. */
export interface Scanners {
  /** What each of the sources imports, in their order; undefined for one that the disk does not have with that content. To be called once. */
  scan(sources: Sources): Promise<(readonly ImportedName[] | undefined)[]>;
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
  return {
    scan: async ({ root, paths, ids }) => {
      const blocks = toBlocks(paths, ids);
      const shared = {
        root,
        blocks,
        taken: new Int32Array(new SharedArrayBuffer(4)),
        listOf: new Int32Array(new SharedArrayBuffer(4 * BLOCK * blocks.length)),
        threads: threads + 1,
      };
      const elsewhere = workers.map((worker, index) => scanInThread(worker, { ...shared, thread: index + 1 }));
      const here = createScanner({ ...shared, thread: 0 });
      while (here.scanBlock()) await setImmediate();
      const lists = [here.lists, ...(await Promise.all(elsewhere))];
      return paths.map((_, index) => {
        const list = shared.listOf[index] ?? -1;
        return list === -1 ? undefined : lists[list % shared.threads]?.[Math.floor(list / shared.threads)];
      });
    },
  };
}

function toBlocks(paths: readonly string[], ids: readonly string[]): string[] {
  const blocks: string[] = [];
  for (let start = 0; start < paths.length; start += BLOCK) {
    const sources = paths.slice(start, start + BLOCK).map((path, index) => `${ids[start + index]} ${path}`);
    blocks.push(sources.join("\0"));
  }
  return blocks;
}

/** From the source, in tests, Node.js reads TypeScript itself and has to be told where the other packages have theirs. */
const isSource = import.meta.url.endsWith(".ts");
const program = new URL(isSource ? "../scan-worker.ts" : "./scan-worker.mjs", import.meta.url);

function startWorker(): Worker {
  const worker = new Worker(program, {
    execArgv: isSource ? ["--conditions=@sluice/source"] : [],
    // A text is looked through and forgotten: more room would only be filled.
    resourceLimits: { maxYoungGenerationSizeMb: 6 },
  });
  worker.unref();
  return worker;
}

function scanInThread(worker: Worker, request: ScanRequest): Promise<ImportedName[][]> {
  return new Promise((resolve, reject) => {
    worker.on("message", resolve);
    worker.on("error", reject);
    worker.on("exit", (code) => reject(new Error(`A thread that looks through sources ended with ${code}`)));
    worker.ref();
    worker.postMessage(request, []);
  });
}
