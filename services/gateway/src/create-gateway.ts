import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createYoga } from "graphql-yoga";
import type { Logger } from "pino";
import type { Configuration, ServiceName } from "./configuration.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { createGatewaySchema } from "./schema.ts";
import { createUpstream, type Upstream } from "./upstream.ts";

/** The gateway before it listens. */
export interface Gateway {
  server: Server;
  /** Says "not ready" from now on, answers what is open, and ends; after `grace` milliseconds, open requests are cut off. */
  stop(grace: number): Promise<"graceful" | "cut-off">;
}

/** Puts schema, health and metrics behind one HTTP server. */
export function createGateway({ services, timeout }: Pick<Configuration, "services" | "timeout">, log: Logger): Gateway {
  const metrics = createMetrics();
  const upstream = (service: ServiceName): Upstream =>
    createUpstream({ service, url: services[service], timeout, fetch: globalThis.fetch, report: metrics.observeUpstream });
  const yoga = createYoga({
    schema: createGatewaySchema({ research: upstream("research"), brand: upstream("brand"), content: upstream("content") }),
    graphiql: false,
    landingPage: false,
    logging: {
      debug: (...args) => log.debug({ args }, "graphql"),
      info: (...args) => log.info({ args }, "graphql"),
      warn: (...args) => log.warn({ args }, "graphql"),
      error: (...args) => log.error({ args }, "graphql"),
    },
  });

  let stopping = false;
  const routes: Record<string, RequestListener> = {
    "/graphql": (request, response) => void yoga(request, response),
    "/health": (_request, response) => sendJson(response, 200, { status: "ok", service: "gateway" }),
    "/ready": (_request, response) =>
      stopping ? sendJson(response, 503, { status: "stopping" }) : sendJson(response, 200, { status: "ready" }),
    "/metrics": (_request, response) => void sendMetrics(response, metrics),
  };
  const server = createServer((request, response) => {
    const path = (request.url ?? "/").replace(/\?.*/s, "");
    const listener = Object.hasOwn(routes, path) ? routes[path] : undefined;
    response.once("close", () => {
      // A connection that is kept alive would hold up the end until its client lets go of it.
      if (stopping) setImmediate(() => server.closeIdleConnections());
    });
    observe({ request, response, path, route: listener === undefined ? "unmatched" : path, metrics, log });
    if (listener === undefined) sendJson(response, 404, { error: "not found" });
    else listener(request, response);
  });

  async function stop(grace: number): Promise<"graceful" | "cut-off"> {
    stopping = true;
    let end: "graceful" | "cut-off" = "graceful";
    const timer = setTimeout(() => {
      end = "cut-off";
      server.closeAllConnections();
    }, grace);
    await new Promise<void>((resolve) => server.close(() => resolve()));
    clearTimeout(timer);
    return end;
  }

  return { server, stop };
}

interface Observed {
  request: IncomingMessage;
  response: ServerResponse;
  path: string;
  route: string;
  metrics: Metrics;
  log: Logger;
}

function observe({ request, response, path, route, metrics, log }: Observed): void {
  const started = performance.now();
  const method = request.method ?? "GET";
  // "close" also comes when the client went away before the answer.
  response.once("close", () => {
    const seconds = (performance.now() - started) / 1000;
    metrics.observeRequest({ method, route, status: response.statusCode, seconds });
    log.info({ method, path, status: response.statusCode, seconds }, "request");
  });
}

async function sendMetrics(response: ServerResponse, metrics: Metrics): Promise<void> {
  response.writeHead(200, { "content-type": metrics.contentType }).end(await metrics.render());
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
