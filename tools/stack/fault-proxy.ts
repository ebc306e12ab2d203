import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { close, listen } from "./servers/listen.ts";

/** What goes wrong with the requests that it is for. */
export interface Fault {
  /** HTTP methods; all when left out. */
  methods?: readonly string[];
  /** Matched against path and query. */
  path: RegExp;
  /** How many requests it lets through first. */
  skip?: number;
  /** How many requests it spoils; all when left out. */
  times?: number;
  /**
   * An answer in place of the registry's; `reset`: the connection breaks before there is an answer; `reset-upload`: it breaks
   * when the first part of the body has come, which the registry gets half of; `cut`: the registry answers, and the
   * connection breaks in the middle of it; `hang`: nothing ever comes.
   */
  answer: { status: number; headers?: Record<string, string>; body?: string } | "reset" | "reset-upload" | "cut" | "hang";
  /** The registry gets the request all the same and does what it asks for; only its answer is lost. */
  accepted?: boolean;
  /** Called in the moment in which a request is spoiled. */
  onSpoil?: () => void;
}

/** A request that came in. */
interface PassedRequest {
  /** `GET /v2/…` */
  line: string;
  /** When, in milliseconds. */
  time: number;
  /** What the registry answered; null for none. */
  status: number | null;
}

/** A proxy on loopback that spoils some requests and passes all others on. */
export interface FaultProxy {
  /** `127.0.0.1:<port>`: stands in for the registry's. */
  address: string;
  /** All requests so far. */
  requests: PassedRequest[];
  /** From now on these, the first that matches; none heals the registry. */
  setFaults(faults: readonly Fault[]): void;
  stop(): Promise<void>;
}

/**
 * Starts a proxy before a server at `target` (`127.0.0.1:<port>`), in this process.
 *
 * @param ownAddress puts the proxy's address for the server's into its JSON, for one that does not take it from the request
 */
export async function startFaultProxy(target: string, { ownAddress = false }: { ownAddress?: boolean } = {}): Promise<FaultProxy> {
  const requests: FaultProxy["requests"] = [];
  let active: { fault: Fault; skip: number; left: number }[] = [];
  let address = "";
  const server = createServer((incoming, outgoing) => {
    const { method = "GET", url = "/" } = incoming;
    const noted: PassedRequest = { line: `${method} ${url}`, time: performance.now(), status: null };
    requests.push(noted);
    const ask = () => forward(target, incoming, noted, ownAddress ? address : null);
    const fault = active.find((entry) => applies(entry, method, url))?.fault;
    if (fault === undefined) void pass(ask, incoming, outgoing);
    else spoil(fault, target, ask, incoming, outgoing);
  });
  address = `127.0.0.1:${await listen(server)}`;
  return {
    address,
    requests,
    setFaults: (faults) => {
      active = faults.map((fault) => ({ fault, skip: fault.skip ?? 0, left: fault.times ?? Number.POSITIVE_INFINITY }));
    },
    stop: () => close(server),
  };
}

/** Counts the request when the fault is for it. */
function applies(entry: { fault: Fault; skip: number; left: number }, method: string, url: string): boolean {
  const { fault } = entry;
  if (entry.left <= 0 || !fault.path.test(url) || fault.methods?.includes(method) === false) return false;
  entry.skip -= 1;
  if (entry.skip >= 0) return false;
  entry.left -= 1;
  return true;
}

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** The host is passed on as it came, so that the registry's own addresses lead back through the proxy. */
async function forward(target: string, incoming: IncomingMessage, noted: PassedRequest, ownAddress: string | null): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const upstream = openUpstream(target, incoming).on("response", resolve).on("error", reject);
  incoming.pipe(upstream);
  const answer = await promise;
  noted.status = answer.statusCode ?? null;
  const body = await buffer(answer);
  const { "transfer-encoding": _, ...headers } = answer.headers;
  const isOwn = ownAddress !== null && headers["content-type"]?.includes("json") === true;
  const named = new RegExp(`\\b(127\\.0\\.0\\.1|localhost):${target.split(":")[1]}\\b`, "g");
  const told = isOwn ? Buffer.from(body.toString("utf8").replace(named, ownAddress)) : body;
  // The answer to HEAD names the length of a body that it does not have.
  const length = incoming.method === "HEAD" || answer.statusCode === 204 ? {} : { "content-length": `${told.byteLength}` };
  return { status: answer.statusCode ?? 502, headers: { ...headers, ...length }, body: told };
}

function openUpstream(target: string, { method, url, headers }: IncomingMessage) {
  const [host = "", port = ""] = target.split(":");
  // Nothing packed: what is put into an answer has to be readable.
  return request({ host, port, method, path: url, headers: { ...headers, "accept-encoding": "identity" } });
}

async function pass(ask: () => Promise<Answer>, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const answer = await ask().catch(() => null);
  if (answer === null) incoming.socket.destroy();
  else outgoing.writeHead(answer.status, answer.headers).end(answer.body);
}

function spoil(fault: Fault, target: string, ask: () => Promise<Answer>, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { answer, accepted = false, onSpoil = () => {} } = fault;
  const reset = (): void => void incoming.socket.resetAndDestroy();
  if (answer === "hang") {
    incoming.resume();
    onSpoil();
  } else if (answer === "reset-upload") {
    breakUpload(target, incoming, () => void (onSpoil(), reset()));
  } else if (answer === "cut") {
    const breakOff = ({ status, headers, body }: Answer): void => {
      outgoing.writeHead(status, headers).write(body.subarray(0, Math.floor(body.byteLength / 2)), () => void (onSpoil(), reset()));
    };
    void ask().then(breakOff, reset);
  } else {
    const finish = (): void => {
      onSpoil();
      if (answer === "reset") return reset();
      incoming.resume();
      outgoing.writeHead(answer.status, { "content-type": "application/json", ...answer.headers }).end(answer.body);
    };
    if (accepted) void ask().then(finish, reset);
    else finish();
  }
}

/** The registry gets half of the first part of the body, and then the end of the connection. */
function breakUpload(target: string, incoming: IncomingMessage, broken: () => void): void {
  const upstream = openUpstream(target, incoming).on("error", () => {});
  incoming.once("data", (part: Buffer) => {
    upstream.write(part.subarray(0, Math.floor(part.byteLength / 2)), () => {
      upstream.destroy();
      broken();
    });
  });
  incoming.once("end", broken);
}
