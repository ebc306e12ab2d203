import { RequestError } from "@octokit/request-error";
import { expect, it } from "vitest";
import { retryRequests } from "./retry-requests.ts";

type Handler = (error: unknown, request: { method: string; request: { retryCount: number } }) => never;

/** The seconds before each further try of a request that fails with the same error each time. */
function waits(method: "GET" | "POST", error: () => RequestError): number[] {
  let handler: Handler | undefined;
  const hook = { error: (_name: string, given: Handler) => void (handler = given) };
  retryRequests({ hook } as never, { retries: 3 });
  const seconds: number[] = [];
  for (let retryCount = 0; retryCount < 3; retryCount++) {
    const failed = error();
    expect(() => handler?.(failed, { method, request: { retryCount } })).toThrow(failed);
    const wait: unknown = failed.request.request?.retryAfter;
    if (typeof wait === "number") seconds.push(wait);
  }
  return seconds;
}

const request = { method: "GET", url: "https://api.github.com/", headers: {} } as const;
const unanswered = (code: string) => () =>
  Object.assign(new RequestError("fetch failed", 500, { request }), { cause: new TypeError("fetch failed", { cause: { code } }) });
const answered = (status: number, headers = {}) =>
  new RequestError("no", status, { request, response: { status, headers, url: "", data: null } });

it.each(["ECONNREFUSED", "ENOTFOUND", "UND_ERR_CONNECT_TIMEOUT", "DEPTH_ZERO_SELF_SIGNED_CERT"])(
  "tries once more where nobody answers: %s",
  (code) => {
    expect(waits("GET", unanswered(code))).toEqual([1]);
  },
);

it("waits longer each time for a server that fails or breaks off, and as long as it says", () => {
  expect(waits("GET", unanswered("ECONNRESET"))).toEqual([1, 4, 9]);
  expect(waits("GET", () => answered(502))).toEqual([1, 4, 9]);
  expect(waits("GET", () => answered(429, { "retry-after": "7" }))).toEqual([7, 7, 7]);
  expect(waits("POST", () => answered(502))).toEqual([]);
});
