import type { RequestError } from "@octokit/request-error";
import type { Octokit } from "@octokit/rest";

/** The part of Octokit that is there before its other plugins are. */
type Hooked = Pick<Octokit, "hook">;

/** Waiting longer than this for a rate limit is worse than saying so. In seconds. */
const LONGEST_WAIT = 60;

/** For `octokit.retry`: which statuses @octokit/plugin-retry must leave to {@link retryRequests}, that is all. */
export const LEFT_TO_US: number[] = Array.from({ length: 200 }, (_, index) => 400 + index);

/**
 * An Octokit plugin that decides what @octokit/plugin-retry repeats, and when: by itself that one ignores `Retry-After`
 * and repeats requests that may have taken effect. Must stand before it in the list of plugins, so that its hook sees
 * an error first.
 */
export function retryRequests(octokit: Hooked, options: { [name: string]: unknown }): void {
  const retries = options["retries"] ?? 3;
  octokit.hook.error("request", (error, request) => {
    const wait = isRequestError(error) ? secondsToWait(error, request.method, retryCount(request.request)) : null;
    if (isRequestError(error) && wait !== null) {
      // What `octokit.retry.retryRequest` of that plugin does; its type is not part of Octokit's.
      error.request.request = { ...error.request.request, retries, retryAfter: wait };
    }
    throw error;
  });
}

/** Whether GitHub refused a request for coming too often. */
export function isRateLimit(error: RequestError): boolean {
  if (error.status === 429) return true;
  const headers = error.response?.headers ?? {};
  return error.status === 403 && (headers["retry-after"] !== undefined || headers["x-ratelimit-remaining"] === "0");
}

/** Seconds until the next try; null for an error that another try does not mend. */
function secondsToWait(error: RequestError, method: string, retryCount: number): number | null {
  const asked = Number(error.response?.headers["retry-after"]);
  const backoff = (retryCount + 1) ** 2;
  if (isRateLimit(error)) {
    const seconds = Number.isFinite(asked) ? asked : backoff;
    return seconds <= LONGEST_WAIT && error.response?.headers["x-ratelimit-remaining"] !== "0" ? seconds : null;
  }
  if (error.status < 500 || method === "POST") return null;
  if (isUnreachable(error)) return retryCount === 0 ? backoff : null;
  return Number.isFinite(asked) ? Math.min(asked, LONGEST_WAIT) : backoff;
}

/** A server that does not answer at all, or is another one, hardly does some seconds later; one that broke off may. */
function isUnreachable({ response, cause }: RequestError): boolean {
  const reason = cause instanceof Error ? cause.cause : undefined;
  const code = typeof reason === "object" && reason !== null && "code" in reason ? String(reason.code) : "";
  return response === undefined && !["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"].includes(code);
}

function retryCount(request: unknown): number {
  return typeof request === "object" && request !== null && "retryCount" in request && typeof request.retryCount === "number"
    ? request.retryCount
    : 0;
}

function isRequestError(error: unknown): error is RequestError {
  return error instanceof Error && "status" in error && "request" in error;
}
