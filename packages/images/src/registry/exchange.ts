import type { ClientRequest, IncomingMessage, RequestOptions } from "node:http";
import { createRequire } from "node:module";

/** A request to a registry or to the service that gives its tokens. */
export interface HttpRequest {
  method: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  headers: Readonly<Record<string, string>>;
  body?: Buffer;
  /** Milliseconds for the whole answer. */
  timeout: number;
}

/** A whole answer. */
export interface HttpAnswer {
  status: number;
  statusText: string;
  /** Whether the status is 2xx. */
  ok: boolean;
  /** A header's value by its name in lower case. */
  header(name: string): string | null;
  body: Buffer;
}

/** As many as a browser follows. */
const MOST_REDIRECTS = 20;

// `import` of node:http would load all of `fetch` with it, for the WebSocket that it exports.
const require = createRequire(import.meta.url);

/**
 * Sends a request and reads the whole answer. Connections are kept for the next one; GET and HEAD follow redirects, and another host does
 * not see the login. Node's own means: what `fetch` brings along takes longer to load than a registry to answer.
 *
 * @throws the system's error for a connection that fails, breaks or takes too long
 */
export async function exchange(url: URL, request: HttpRequest): Promise<HttpAnswer> {
  const signal = AbortSignal.timeout(request.timeout);
  let [at, { headers }] = [url, request];
  for (let count = 0; ; count += 1) {
    const answer = await send(at, { ...request, headers }, signal);
    const location = isRedirect(answer, request) ? answer.header("location") : null;
    if (location === null) return answer;
    if (count === MOST_REDIRECTS) throw new Error(`more than ${MOST_REDIRECTS} redirects`);
    const next = new URL(location, at);
    if (next.origin !== at.origin) headers = withoutLogin(headers);
    at = next;
  }
}

function isRedirect({ status }: HttpAnswer, { method }: HttpRequest): boolean {
  return [301, 302, 303, 307, 308].includes(status) && (method === "GET" || method === "HEAD");
}

function withoutLogin(headers: HttpRequest["headers"]): HttpRequest["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== "authorization"));
}

function send(url: URL, { method, headers, body }: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const length = body === undefined ? (method === "POST" ? { "content-length": "0" } : {}) : { "content-length": String(body.length) };
  const options = { method, headers: { "user-agent": "sluice", ...headers, ...length }, signal };
  const request = begin(url, options);
  request.on("error", reject);
  request.on("response", (response) => readAnswer(response).then(resolve, reject));
  request.end(body);
  return promise;
}

/** With the agent that Node keeps for all requests: it keeps connections. */
function begin(url: URL, options: RequestOptions): ClientRequest {
  const { request }: typeof import("node:http") = url.protocol === "https:" ? require("node:https") : require("node:http");
  return request(url, options);
}

async function readAnswer(response: IncomingMessage): Promise<HttpAnswer> {
  const { statusCode: status = 0, statusMessage = "", headers } = response;
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(Buffer.from(part));
  return {
    status,
    statusText: statusMessage,
    ok: status >= 200 && status < 300,
    header: (name) => [headers[name] ?? []].flat().join(", ") || null,
    body: Buffer.concat(parts),
  };
}
