// A thread that looks through sources: see startScanners.
import { parentPort } from "node:worker_threads";
import { rememberScanned } from "./memory/remember-scanned.ts";
import type { ThreadRequest } from "./reading/scan-beside.ts";
import { createScanner } from "./reading/scan-files.ts";
import { loadCryptography } from "./reading/read-verified.ts";

loadCryptography();
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
