import { expect, test } from "vitest";
import { createUpstream, type Outcome } from "./upstream.ts";

const neverAnswers: typeof globalThis.fetch = (_url, init) =>
  new Promise((_resolve, reject) => {
    init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
  });

function makeUpstream(fetch: typeof globalThis.fetch, timeout = 1000) {
  const outcomes: Outcome[] = [];
  const upstream = createUpstream({
    service: "brand",
    url: "http://brand",
    timeout,
    fetch,
    report: (_service, outcome) => outcomes.push(outcome),
  });
  return { upstream, outcomes };
}

test("asks below the address of the service and gives the JSON", async () => {
  const seen: unknown[] = [];
  const { upstream, outcomes } = makeUpstream(async (url, init) => {
    seen.push(url, init?.method, init?.body);
    return Response.json({ id: "acme" });
  });
  expect(await upstream.ask("/brands/acme/check", { method: "POST", body: { text: "x" } })).toEqual({ id: "acme" });
  expect(seen).toEqual(["http://brand/brands/acme/check", "POST", '{"text":"x"}']);
  expect(outcomes).toEqual(["ok"]);
});

test("what is not there is null", async () => {
  const { upstream } = makeUpstream(async () => Response.json({ detail: "no brand" }, { status: 404 }));
  expect(await upstream.ask("/brands/none")).toBeNull();
});

test.each<[string, () => Response, string, Outcome]>([
  ["a 5xx", () => new Response("oops", { status: 503 }), "brand answered 503", "UPSTREAM_FAILED"],
  ["no JSON", () => new Response("<html>"), "brand answered with something that is no JSON", "UPSTREAM_FAILED"],
  ["a 4xx", () => Response.json({ detail: "too long" }, { status: 422 }), "brand refused the request: too long", "UPSTREAM_REFUSED"],
  ["a 4xx without detail", () => Response.json({ detail: [] }, { status: 422 }), "brand refused the request", "UPSTREAM_REFUSED"],
])("%s is an error with a code", async (_name, answer, message, code) => {
  const { upstream, outcomes } = makeUpstream(async () => answer());
  await expect(upstream.ask("/")).rejects.toMatchObject({ message, extensions: { code, service: "brand" } });
  expect(outcomes).toEqual([code]);
});

test("a service that is down cannot be reached; its address stays out of the message", async () => {
  const { upstream } = makeUpstream(async () => {
    throw new TypeError("fetch failed: http://user:secret@brand");
  });
  await expect(upstream.ask("/")).rejects.toMatchObject({
    message: "brand cannot be reached",
    extensions: { code: "UPSTREAM_UNREACHABLE" },
  });
});

test("an answer that does not come in time is given up", async () => {
  const { upstream } = makeUpstream(neverAnswers, 1);
  await expect(upstream.ask("/")).rejects.toMatchObject({
    message: "brand did not answer within 1 ms",
    extensions: { code: "UPSTREAM_TIMEOUT" },
  });
});
