import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { close, listen } from "./servers/listen.ts";

/** What goes wrong with the requests that it is for. */
export interface Fault {
  /** HTTP methods; all when left out. */
  methods?: readonly string[];
  /** Matched against path and query. */
  path: RegExp;
  /** How many requests it spoils; all when left out. */
  times?: number;
  /**
   * An answer in place of the registry's; `reset`: the connection breaks before there is an answer; `reset-upload`: it breaks
   * when the first part of the body has come.
   */
  answer: { status: number; headers?: Record<string, string>; body?: string } | "reset" | "reset-upload";
}

/** A proxy on loopback that spoils some requests and passes all others on. */
export interface FaultProxy {
  /** `127.0.0.1:<port>`: stands in for the registry's. */
  address: string;
  /** All requests so far, as `GET /v2/…`, with the time they came in, in milliseconds. */
  requests: { line: string; time: number }[];
  /** From now on these, the first that matches; none heals the registry. */
  setFaults(faults: readonly Fault[]): void;
  stop(): Promise<void>;
}

/** Starts a proxy before a registry at `target` (`127.0.0.1:<port>`), in this process. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const requests: FaultProxy["requests"] = [];
  let active: { fault: Fault; left: number }[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = "GET", url = "/" } = incoming;
    requests.push({ line: `${method} ${url}`, time: performance.now() });
    const entry = active.find(({ fault, left }) => left > 0 && fault.path.test(url) && (fault.methods?.includes(method) ?? true));
    if (entry === undefined) return pass(target, incoming, outgoing);
    entry.left -= 1;
    spoil(entry.fault, incoming, outgoing);
  });
  const port = await listen(server);
  return {
    address: `127.0.0.1:${port}`,
    requests,
    setFaults: (faults) => {
      active = faults.map((fault) => ({ fault, left: fault.times ?? Number.POSITIVE_INFINITY }));
    },
    stop: () => close(server),
  };
}

/** The host is passed on as it came, so that the registry's own addresses lead back through the proxy. */
function pass(target: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, url, headers } = incoming;
  const [host = "", port = ""] = target.split(":");
  const forward = request({ host, port, method, path: url, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  forward.on("error", () => incoming.socket.destroy());
  incoming.pipe(forward);
}

function spoil({ answer }: Fault, incoming: IncomingMessage, outgoing: ServerResponse): void {
  if (answer === "reset") incoming.socket.resetAndDestroy();
  else if (answer === "reset-upload") {
    incoming.once("data", () => incoming.socket.resetAndDestroy());
    incoming.once("end", () => incoming.socket.resetAndDestroy());
  } else {
    incoming.resume();
    outgoing.writeHead(answer.status, { "content-type": "application/json", ...answer.headers }).end(answer.body);
  }
}
