import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { crateIndexPath, type CrateLine, indexLineOf, parsePublish } from "./crate-index.ts";
import { close, listen } from "./listen.ts";
import { serve } from "./serve.ts";

/** What a publish and a yank have to send as their `Authorization`. */
export interface CratesServerOptions {
  token: string;
}

/**
 * A registry of crates as The Cargo Book describes it ("Running a Registry"): a sparse index, downloads, and of the web API
 * publish, yank and unyank. In memory. Cargo itself is the judge of it.
 */
serve(async ({ token }: CratesServerOptions) => {
  const lines = new Map<string, CrateLine[]>();
  const crates = new Map<string, Buffer>();
  const server = createServer(
    (request, response) => void answer(request, response).catch((error: unknown) => fail(response, 500, String(error))),
  );
  const port = await listen(server);
  return { port, close: () => close(server) };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url = "/" } = request;
    if (method === "GET") return get(url, response);
    if (request.headers.authorization !== token) return fail(response, 403, "must be logged in to perform that action");
    if (method === "PUT" && url === "/api/v1/crates/new") return publish(await readBody(request), response);
    const [, name = "", version = "", action] = /^\/api\/v1\/crates\/([^/]+)\/([^/]+)\/(yank|unyank)$/.exec(url) ?? [];
    const line = lines.get(name)?.find(({ vers }) => vers === version);
    if (line === undefined) return fail(response, 404, "Not Found");
    line.yanked = action === "yank";
    send(response, { ok: true });
  }

  function get(url: string, response: ServerResponse): void {
    if (url === "/index/config.json") return send(response, { dl: `http://127.0.0.1:${port}/dl`, api: `http://127.0.0.1:${port}` });
    const name = url.slice(url.lastIndexOf("/") + 1);
    const found = url === `/index/${crateIndexPath(name)}` ? lines.get(name) : undefined;
    if (found !== undefined) return void response.end(found.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const crate = crates.get(/^\/dl\/(.+)\/download$/.exec(url)?.[1] ?? "");
    if (crate !== undefined) return void response.end(crate);
    fail(response, 404, "Not Found");
  }

  function publish(body: Buffer, response: ServerResponse): void {
    const { metadata, crate } = parsePublish(body);
    const { name, vers } = metadata;
    const versions = lines.get(name) ?? [];
    if (versions.some((line) => line.vers === vers)) return fail(response, 400, `crate version \`${vers}\` is already uploaded`);
    crates.set(`${name}/${vers}`, crate);
    lines.set(name, [...versions, indexLineOf(metadata, createHash("sha256").update(crate).digest("hex"))]);
    send(response, { warnings: { invalid_categories: [], invalid_badges: [], other: [] } });
  }
});

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, document: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(document));
}

function fail(response: ServerResponse, status: number, detail: string): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ errors: [{ detail }] }));
}
