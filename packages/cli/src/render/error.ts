import { styleText } from "node:util";
import { isSluiceError, type ErrorCode, type Warning } from "@sluice/core/quick";

/**
 * An error as a person reads it: code, message and hint. One that was not expected shows its stack and asks for a report.
 */
export function renderError(error: unknown, color = false): string {
  if (isSluiceError(error))
    return [`${paint("red", error.code, color)}: ${error.message}`, ...(error.hint ? [`  hint: ${error.hint}`] : [])].join("\n");
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${paint("red", "SLUICE_INTERNAL", color)}: This is a mistake in Sluice.\n${stack}\n  hint: Please report it with the command line and the lines above.`;
}

/** A warning as a person reads it. */
export function renderWarning({ code, message }: Warning, color = false): string {
  return `${paint("yellow", "warning", color)} ${code}: ${message}`;
}

function paint(style: "red" | "yellow", text: string, color: boolean): string {
  return color ? styleText(style, text, { validateStream: false }) : text;
}

/** An error as another program reads it, the `error` of a document. */
export function describeError(error: unknown): { code: ErrorCode; message: string; hint?: string } {
  const message = error instanceof Error ? error.message : String(error);
  if (!isSluiceError(error)) return { code: "SLUICE_INTERNAL", message };
  return { code: error.code, message, ...(error.hint ? { hint: error.hint } : {}) };
}
