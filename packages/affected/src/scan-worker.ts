// A thread that looks through sources: see startScanners.
import { parentPort } from "node:worker_threads";
import { createScanner, type ScanRequest } from "./reading/scan-files.ts";

parentPort?.once("message", (request: ScanRequest) => {
  const { scanBlock, lists } = createScanner(request);
  while (scanBlock());
  parentPort?.postMessage(lists, []);
});
