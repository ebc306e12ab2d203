import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { fetchManifest } from "../../src/registry/fetch-manifest.ts";
import { askRegistry } from "../../src/registry/ask-registry.ts";
import { exchange } from "../../src/registry/exchange.ts";
import { openRegistrySession } from "../../src/registry/registry-session.ts";

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

describe("exchange", () => {
  it("follows a redirect to another host, which does not see the login", async () => {
    const seen: (string | undefined)[] = [];
    const store = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end("blob");
    });
    const registry = await serve((request, response) => {
      seen.push(request.headers.authorization);
      if (request.url === "/blob") response.writeHead(307, { location: "/moved" }).end();
      else response.writeHead(307, { location: `${store}/blob` }).end();
    });
    const headers = { authorization: "Bearer secret" };
    const { status, body } = await exchange(new URL(`${registry}/blob`), { method: "GET", headers, timeout: 5000 });
    expect([status, body.toString()]).toEqual([200, "blob"]);
    expect(seen).toEqual(["Bearer secret", "Bearer secret", undefined]);
  });

  it("ends redirects that go round, answers that break off, and ones that take too long", async () => {
    const ring = await serve((_, response) => void response.writeHead(302, { location: "/again" }).end());
    await expect(exchange(new URL(ring), { method: "GET", headers: {}, timeout: 5000 })).rejects.toThrow("redirects");
    const cut = await serve((_, response) => {
      response.writeHead(200, { "content-length": "9" });
      response.write("half", () => response.destroy());
    });
    await expect(exchange(new URL(cut), { method: "GET", headers: {}, timeout: 5000 })).rejects.toThrow("aborted");
    const silent = await serve(() => {});
    await expect(exchange(new URL(silent), { method: "GET", headers: {}, timeout: 100 })).rejects.toThrow("aborted");
  });
});

it.each([401, 403])("a token serves every question about its repository, until the registry answers %i to it", async (refusal) => {
  const [tokens, questions]: [string[], string[]] = [[], []];
  let address = "";
  const answer = (request: IncomingMessage): [number, Record<string, string>, string] => {
    const { url = "", headers } = request;
    if (url.startsWith("/token")) {
      tokens.push(url);
      return [200, {}, JSON.stringify({ token: `t${tokens.length}` })];
    }
    if (url === "/v2/") return [200, {}, "{}"];
    questions.push(headers.authorization ?? "none");
    const isKnown = headers.authorization === `Bearer t${url.includes("uploads") ? 2 : 1}`;
    const challenge = `Bearer realm="${address}/token",service="s",scope="repository:shop/api:${url.includes("uploads") ? "push" : "pull"}"`;
    if (isKnown) return [200, {}, '{"manifests":[]}'];
    return headers.authorization === undefined
      ? [401, { "www-authenticate": challenge }, ""]
      : [refusal, { "www-authenticate": challenge }, ""];
  };
  address = await serve((request, response) => {
    const [status, headers, body] = answer(request);
    response.writeHead(status, headers).end(body);
  });
  const env = { HOME: "/nowhere" };
  const reference = `${new URL(address).host}/shop/api:1`;
  for (const _ of [1, 2]) expect(await fetchManifest(reference, { env, timeout: 5000 })).toMatchObject({ kind: "found" });
  const session = await openRegistrySession(`${new URL(address).host}/shop/api`, { env, doing: "take" });
  await askRegistry(session, { url: new URL("blobs/uploads/", session.base), method: "POST" });
  expect(questions).toEqual(["none", "Bearer t1", "Bearer t1", "Bearer t1", ...(refusal === 403 ? ["none"] : []), "Bearer t2"]);
  expect(tokens).toHaveLength(2);
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
}
