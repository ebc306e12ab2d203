import { setTimeout as pause } from "node:timers/promises";
import { SluiceError } from "@sluice/core";
import { type ManifestAddress, type RegistryMessage, type RegistryRequestOptions, requestManifest } from "./request-manifest.ts";
import { LONGEST_WAIT, retryWait } from "./retry-wait.ts";

/** How often a registry is asked before it is given up. */
const TRIES = 4;

/**
 * Like {@link requestManifest}, and again while the registry answers 429 or 5xx, each time after what `Retry-After` says.
 * Throws SLUICE_REGISTRY_UNREACHABLE when it still does so after several tries, or asks for too long a wait.
 */
export async function requestPatiently(
  address: ManifestAddress & { reference: string },
  message: RegistryMessage,
  options: RegistryRequestOptions,
): Promise<Response | null> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await requestManifest(address, message, options);
    if (response === null || (response.status !== 429 && response.status < 500)) return response;
    await response.body?.cancel();
    const wait = retryWait(response.headers.get("retry-after"), attempt, new Date());
    if (attempt === TRIES || wait > LONGEST_WAIT) throw stillRefusing(address.reference, response);
    await pause(wait);
  }
}

/** The error for a registry that has answered 429 or 5xx once too often; it names the wait that the registry asks for. */
export function stillRefusing(reference: string, { status, statusText, headers }: Response): SluiceError {
  const retryAfter = headers.get("retry-after");
  const wish = retryAfter === null ? "" : ` and asks to wait ${Math.ceil(retryWait(retryAfter, 1, new Date()) / 1000)} s`;
  return new SluiceError("SLUICE_REGISTRY_UNREACHABLE", `The registry of ${reference} answers ${status} ${statusText}${wish}`, {
    hint: "Run the command again later: it goes on where it stopped.",
  });
}
