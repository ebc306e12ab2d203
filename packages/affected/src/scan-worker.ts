// A thread that looks through sources: see scanBeside.
import { parentPort, workerData } from "node:worker_threads";
import { scanFiles, type ScanRequest } from "./reading/scan-files.ts";

const request: ScanRequest = workerData;
const result = scanFiles(request);
parentPort?.postMessage(result, [result.listOf.buffer as ArrayBuffer]);
