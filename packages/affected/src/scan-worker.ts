// A thread that looks through sources: see startScanners. What it needs is loaded before it is asked.
import "node:crypto";
import { parentPort } from "node:worker_threads";
import { rememberScanned } from "./memory/remember-scanned.ts";
import type { ThreadRequest } from "./reading/scan-beside.ts";
import { createScanner } from "./reading/scan-files.ts";

parentPort?.on("message", (request: ThreadRequest) => parentPort?.postMessage(answer(request), []));

function answer(request: ThreadRequest): unknown[] {
  if ("remember" in request) {
    rememberScanned(request.remember);
    return [];
  }
  const { scanBlock, lists } = createScanner(request.scan);
  while (scanBlock());
  return lists;
}
