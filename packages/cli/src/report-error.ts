import { annotation, hasColors } from "./create-context.ts";
import { explainSystemError } from "./explain-system-error.ts";
import { describeError, renderError } from "./render/error.ts";

/** Says what went wrong on stderr, in GitHub Actions as an annotation too, and with `json` as a document; gives the exit code. */
export function reportError(cause: unknown, json: boolean): number {
  const error = explainSystemError(cause);
  const described = describeError(error);
  process.stderr.write(`${renderError(error, hasColors(process.stderr, process.env))}\n`);
  const annotated = annotation("error", described, process.env, currentFolder());
  if (annotated !== null) process.stderr.write(`${annotated}\n`);
  if (json) process.stdout.write(`${JSON.stringify({ schemaVersion: 1, error: described }, null, 2)}\n`);
  return 2;
}

function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    // It is gone.
    return "/";
  }
}
