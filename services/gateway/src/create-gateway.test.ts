import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import pino from "pino";
import { afterEach, expect, test } from "vitest";
import { createGateway, type Gateway } from "./create-gateway.ts";

const open: Server[] = [];

afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }
});

async function listen(server: Server): Promise<string> {
  open.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}

/** A gateway whose services are all one real server. */
async function startGateway(service: RequestListener): Promise<{ gateway: Gateway; url: string; lines: string[] }> {
  const lines: string[] = [];
  const address = await listen(createServer(service));
  const gateway = createGateway(
    { services: { research: address, brand: address, content: address }, timeout: 5000 },
    pino({ base: null }, { write: (line) => lines.push(line) }),
  );
  return { gateway, url: await listen(gateway.server), lines };
}

function ask(url: string, query: string): Promise<Response> {
  return fetch(`${url}/graphql`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query }) });
}

test("a query reaches the service over HTTP", async () => {
  const { url } = await startGateway((request, response) => response.end(JSON.stringify([{ id: request.url, title: "T", score: 1 }])));
  const response = await ask(url, '{ search(text: "fox") { id } }');
  expect(await response.json()).toEqual({ data: { search: [{ id: "/search?q=fox&limit=10" }] } });
});

test("an error of a service keeps its code on the way out", async () => {
  const { url } = await startGateway((_request, response) => response.writeHead(500).end());
  const response = await ask(url, "{ brands { id } }");
  expect(await response.json()).toMatchObject({
    data: { brands: null },
    errors: [{ message: "brand answered 500", path: ["brands"], extensions: { code: "UPSTREAM_FAILED", service: "brand" } }],
  });
});

test("requests and what came of the services show in the metrics", async () => {
  const { url } = await startGateway((_request, response) => response.writeHead(404).end("{}"));
  await ask(url, '{ brand(id: "x") { id } }');
  await fetch(`${url}/nowhere/1`);
  const text = await (await fetch(`${url}/metrics`)).text();
  expect(text).toContain('http_requests_total{method="POST",route="/graphql",status="200"} 1');
  expect(text).toContain('http_requests_total{method="GET",route="unmatched",status="404"} 1');
  expect(text).toContain('http_request_duration_seconds_count{method="POST",route="/graphql"} 1');
  expect(text).toContain('gateway_upstream_requests_total{service="brand",outcome="ok"} 1');
});

test("each request is one line of JSON", async () => {
  const { url, lines } = await startGateway((_request, response) => response.end("{}"));
  await fetch(`${url}/health?probe=1`);
  await fetch(`${url}/ready`);
  expect(lines.map((line) => JSON.parse(line))[0]).toMatchObject({ method: "GET", path: "/health", status: 200, msg: "request" });
});

test("stopping lets an open query end", async () => {
  const asked = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const { gateway, url } = await startGateway((_request, response) => {
    asked.resolve();
    void release.promise.then(() => response.end("[]"));
  });
  const answer = ask(url, "{ brands { id } }");
  await asked.promise;
  const stopped = gateway.stop(60_000);
  release.resolve();
  expect(await (await answer).json()).toEqual({ data: { brands: [] } });
  expect(await stopped).toBe("graceful");
});

test("stopping cuts off a query that does not end", async () => {
  const asked = Promise.withResolvers<void>();
  const { gateway, url } = await startGateway(() => asked.resolve());
  const answer = ask(url, "{ brands { id } }").catch(() => "gone");
  await asked.promise;
  expect(await gateway.stop(1)).toBe("cut-off");
  expect(await answer).toBe("gone");
});
