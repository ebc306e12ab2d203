import { setTimeout } from "node:timers/promises";

/** How a request that only reads is repeated. */
export interface Patience {
  /** Tries in all. */
  tries: number;
  /** Milliseconds one try may take. */
  timeout: number;
  /** Milliseconds before the second try; doubled for each one after it. */
  delay: number;
  /** The longest `Retry-After` that is waited for, in milliseconds. */
  longestWait: number;
}

const defaultPatience: Patience = { tries: 3, timeout: 30_000, delay: 500, longestWait: 30_000 };

/**
 * Reads a URL, and tries again after a connection that broke or hung, also in the middle of the answer, after 429 and after
 * 5xx. Gives the last answer as a whole, whatever its status; throws what `fetch` throws when the last try got none. For
 * requests that change nothing.
 */
export async function fetchPatiently(
  url: string,
  init: { headers: Record<string, string> },
  patience: Patience = defaultPatience,
): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const isLast = attempt >= patience.tries;
    const backoff = patience.delay * 2 ** (attempt - 1);
    try {
      const response = await fetch(url, { ...init, signal: AbortSignal.timeout(patience.timeout) });
      const { status, headers } = response;
      const body = await response.arrayBuffer();
      // Some statuses allow no body, not even an empty one.
      if (isLast || (status !== 429 && status < 500)) {
        const answer = new Response(body.byteLength === 0 ? null : body, { status, headers });
        // Relative links of a page count from where a redirect led to, which a response of one's own cannot be given.
        return Object.defineProperty(answer, "url", { value: response.url });
      }
      await setTimeout(Math.min(retryAfter(response) ?? backoff, patience.longestWait));
    } catch (error) {
      if (isLast) throw error;
      await setTimeout(backoff);
    }
  }
}

function retryAfter(response: Response): number | null {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}
