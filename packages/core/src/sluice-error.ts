/** A stable, documented error code: what programs compare, never the message. */
export type ErrorCode = `SLUICE_${string}`;

/**
 * An expected failure: something a person can mend. Rendered as code, message and hint, without a stack.
 *
 * `message` says what was wrong and where (the path, the revision, the reference); `hint` says what to run or change.
 * Recognise it with {@link isSluiceError}, which looks at the code: two bundled copies of this class must both count.
 */
export class SluiceError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "SluiceError";
    this.code = code;
    this.hint = options.hint;
  }
}

/** Whether `error` is an expected failure with a Sluice code, from whichever copy of this package it comes. */
export function isSluiceError(error: unknown): error is SluiceError {
  return error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("SLUICE_");
}
