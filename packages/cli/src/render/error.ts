import { isSluiceError, type ErrorCode } from "@sluice/core/quick";

/**
 * An error as a person reads it: code, message and hint. One that was not expected shows its stack and asks for a report.
 */
export function renderError(error: unknown): string {
  if (isSluiceError(error)) return [`${error.code}: ${error.message}`, ...(error.hint ? [`  hint: ${error.hint}`] : [])].join("\n");
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `SLUICE_INTERNAL: This is a mistake in Sluice.\n${stack}\n  hint: Please report it with the command line and the lines above.`;
}

/** An error as another program reads it, the `error` of a document. */
export function describeError(error: unknown): { code: ErrorCode; message: string; hint?: string } {
  const message = error instanceof Error ? error.message : String(error);
  if (!isSluiceError(error)) return { code: "SLUICE_INTERNAL", message };
  return { code: error.code, message, ...(error.hint ? { hint: error.hint } : {}) };
}
