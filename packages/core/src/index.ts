export { SluiceError, isSluiceError, type ErrorCode } from "./sluice-error.ts";
export type { Warning } from "./warning.ts";
