import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { ScanRequest, ScanResult } from "./scan-files.ts";

/** With fewer sources than this, a thread takes longer to start than it saves. */
const WORTH_A_THREAD = 1500;

/** Neighbours go to one thread: their folders are looked up once. */
const BLOCK = 64;

/** One part of a {@link ScanRequest} and what came out of it: its indexes are those of the part. */
export interface ScannedPart {
  request: ScanRequest;
  result: ScanResult;
}

/** Looks through sources, many of them in threads of their own; one processor is left to the caller, who does something else meanwhile. */
export async function scanBeside(request: ScanRequest, { threads }: { threads?: number } = {}): Promise<ScannedPart[]> {
  const count = threads ?? Math.min(Math.max(1, availableParallelism() - 1), 4, Math.floor(request.paths.length / WORTH_A_THREAD));
  if (count > 0) return Promise.all(splitRequest(request, count).map(scanInThread));
  const { scanFiles } = await import("./scan-files.ts");
  return [{ request, result: scanFiles(request) }];
}

function splitRequest({ root, paths, ids }: ScanRequest, count: number): ScanRequest[] {
  const parts = Array.from({ length: count }, () => ({ root, paths: [] as string[], ids: [] as string[] }));
  for (const [index, path] of paths.entries()) {
    const part = parts[Math.floor(index / BLOCK) % count];
    part?.paths.push(path);
    part?.ids.push(ids[index] ?? "");
  }
  return parts;
}

/** From the source, in tests, Node.js reads TypeScript itself and has to be told where the other packages have theirs. */
const isSource = import.meta.url.endsWith(".ts");
const program = new URL(isSource ? "../scan-worker.ts" : "./scan-worker.mjs", import.meta.url);

function scanInThread(request: ScanRequest): Promise<ScannedPart> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, {
      workerData: request,
      execArgv: isSource ? ["--conditions=@sluice/source"] : [],
      // A text is looked through and forgotten: more room would only be filled.
      resourceLimits: { maxYoungGenerationSizeMb: 6 },
    });
    worker.on("message", (result: ScanResult) => resolve({ request, result }));
    worker.on("error", reject);
    worker.on("exit", (code) => reject(new Error(`A thread that looks through sources ended with ${code}`)));
  });
}
