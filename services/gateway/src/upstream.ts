import { GraphQLError } from "graphql";

/** One service as the gateway sees it. */
export interface Upstream {
  /**
   * Asks for `path` and gives the JSON of the answer, or null when the service says 404.
   *
   * Throws a GraphQLError with `extensions.service` and `extensions.code`: UPSTREAM_TIMEOUT, UPSTREAM_UNREACHABLE,
   * UPSTREAM_REFUSED (another 4xx, with its `detail`) or UPSTREAM_FAILED (5xx, or an answer that is no JSON).
   */
  ask(path: string, options?: { method?: "GET" | "POST"; body?: unknown }): Promise<unknown>;
}

/** What happened to one request: `ok`, or the code of the error. */
export type Outcome = "ok" | "UPSTREAM_TIMEOUT" | "UPSTREAM_UNREACHABLE" | "UPSTREAM_REFUSED" | "UPSTREAM_FAILED";

/** Makes the client of a service. `report` is told the outcome of each request. */
export function createUpstream({
  service,
  url,
  timeout,
  fetch,
  report,
}: {
  service: string;
  url: string;
  /** Milliseconds until the whole answer must be there. */
  timeout: number;
  fetch: typeof globalThis.fetch;
  report: (service: string, outcome: Outcome) => void;
}): Upstream {
  function fail(code: Exclude<Outcome, "ok">, message: string): GraphQLError {
    report(service, code);
    return new GraphQLError(`${service} ${message}`, { extensions: { code, service } });
  }

  return {
    async ask(path, { method = "GET", body } = {}) {
      let status: number;
      let text: string;
      try {
        const response = await fetch(`${url}${path}`, {
          method,
          ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
          signal: AbortSignal.timeout(timeout),
        });
        status = response.status;
        text = await response.text();
      } catch (error) {
        const timedOut = error instanceof Error && error.name === "TimeoutError";
        throw timedOut
          ? fail("UPSTREAM_TIMEOUT", `did not answer within ${timeout} ms`)
          : fail("UPSTREAM_UNREACHABLE", "cannot be reached");
      }
      if (status >= 500) throw fail("UPSTREAM_FAILED", `answered ${status}`);
      const json = parseJson(text);
      if (status >= 400 && status !== 404) throw fail("UPSTREAM_REFUSED", `refused the request${detailOf(json)}`);
      if (json === undefined) throw fail("UPSTREAM_FAILED", "answered with something that is no JSON");
      report(service, "ok");
      return status === 404 ? null : json;
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function detailOf(json: unknown): string {
  if (typeof json !== "object" || json === null || !("detail" in json)) return "";
  return typeof json.detail === "string" ? `: ${json.detail}` : "";
}
