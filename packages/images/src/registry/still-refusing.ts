import { SluiceError } from "@sluice/core";
import type { HttpAnswer } from "./exchange.ts";
import { retryWait } from "./retry-wait.ts";

/** The error for a registry that has answered 429 or 5xx once too often; it names the wait that the registry asks for. */
export function stillRefusing(reference: string, { status, statusText, header }: HttpAnswer): SluiceError {
  const retryAfter = header("retry-after");
  const wish = retryAfter === null ? "" : ` and asks to wait ${Math.ceil(retryWait(retryAfter, 1, new Date()) / 1000)} s`;
  return new SluiceError("SLUICE_REGISTRY_UNREACHABLE", `The registry of ${reference} answers ${status} ${statusText}${wish}`, {
    hint: "Run the command again later: it goes on where it stopped.",
  });
}
