import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { readRegistryTags } from "../../src/registry/read-registry-tags.ts";
import { readTagsOfAll } from "../../src/registry/read-tags-of-all.ts";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const login = `Basic ${Buffer.from("ann:s3cret").toString("base64")}`;

it("follows pages, and waits as the registry asks", async () => {
  let busy = 1;
  const { list, urls } = await serving((request, response) => {
    if (busy-- > 0) return response.writeHead(429, { "retry-after": "0" }).end();
    const isFirst = !request.url?.includes("last=");
    if (isFirst) response.setHeader("link", '</v2/shop/api/tags/list?n=1000&last=b>; rel="next"');
    return response.end(JSON.stringify({ tags: isFirst ? ["a", "b"] : ["c"] }));
  });
  expect(await list()).toEqual(["a", "b", "c"]);
  expect(urls().at(-1)).toContain("last=b");
});

it("gives docker's login where the registry asks for it", async () => {
  const { list } = await serving((request, response) => {
    if (request.headers.authorization !== login) return response.writeHead(401, { "www-authenticate": 'Basic realm="shop"' }).end();
    return response.end(JSON.stringify({ tags: ["v1"] }));
  });
  expect(await list()).toEqual(["v1"]);
});

it("fetches a bearer token with the login, for this repository alone, and uses it for all pages", async () => {
  const { list, urls } = await serving((request, response, address) => {
    if (request.url?.startsWith("/token")) {
      return response.end(JSON.stringify({ token: request.headers.authorization === login ? "t0ken" : "other" }));
    }
    if (request.headers.authorization === "Bearer t0ken") return response.end(JSON.stringify({ tags: ["v1"] }));
    const challenge = `Bearer realm="http://${address}/token",service="shop",scope="repository:shop/api:pull"`;
    return response.writeHead(401, { "www-authenticate": challenge }).end();
  });
  expect(await list()).toEqual(["v1"]);
  expect(urls().find((url) => url.startsWith("/token"))).toBe("/token?service=shop&scope=repository%3Ashop%2Fapi%3Apull");
});

it("says that it is refused, without the login in the message; and that it fails", async () => {
  const refusing = await serving((_, response) => response.writeHead(401, { "www-authenticate": 'Basic realm="shop"' }).end());
  const refusal = await refusing.list().catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: "SLUICE_REGISTRY_UNAUTHORIZED", hint: expect.stringContaining("docker login") });
  expect(String(refusal)).not.toContain("s3cret");
  const failing = await serving((_, response) => response.writeHead(503, { "retry-after": "99999" }).end());
  await expect(failing.list()).rejects.toMatchObject({ code: "SLUICE_REGISTRY_UNREACHABLE" });
});

it("gives no login to a token service elsewhere that is not asked over TLS", async () => {
  const challenge = 'Bearer realm="http://tokens.example/token",service="shop"';
  const { list } = await serving((_, response) => response.writeHead(401, { "www-authenticate": challenge }).end());
  await expect(list()).rejects.toMatchObject({ code: "SLUICE_REGISTRY_UNAUTHORIZED" });
});

it("asks for several repositories at once, and gives those that are known when one does not answer", async () => {
  const waiting: ServerResponse[] = [];
  const { address, env } = await serving((request, response) => {
    if (request.url?.includes("/refused/")) return response.writeHead(403).end();
    waiting.push(response);
    // None is answered before all have asked.
    return waiting.length === 3 ? waiting.forEach((each) => each.end(JSON.stringify({ tags: ["v1"] }))) : undefined;
  });
  const names = ["a", "b", "c"].map((name) => `${address}/shop/${name}`);
  expect([...(await readTagsOfAll(names, env))].sort()).toEqual(names.map((name) => [name, ["v1"]]));
  expect(await readTagsOfAll([`${address}/refused/a`], env)).toEqual(new Map());
});

type Answer = (request: IncomingMessage, response: ServerResponse, address: string) => unknown;

interface Served {
  address: string;
  env: Record<string, string>;
  list: () => Promise<string[]>;
  urls: () => string[];
}

/** A registry on loopback, and a configuration of docker with a login to it. */
async function serving(answer: Answer): Promise<Served> {
  const urls: string[] = [];
  let address = "";
  const server = createServer((request, response) => {
    if (request.url === "/v2/") return response.end("{}");
    urls.push(request.url ?? "");
    return answer(request, response, address);
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const place = server.address();
  address = `127.0.0.1:${typeof place === "object" && place !== null ? place.port : 0}`;
  const folder = await mkdtemp(join(tmpdir(), "sluice-tags-"));
  await writeFile(join(folder, "config.json"), JSON.stringify({ auths: { [address]: { auth: login.slice("Basic ".length) } } }));
  stops.push(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    await rm(folder, { recursive: true, force: true });
  });
  const env = { DOCKER_CONFIG: folder, PATH: "" };
  return { address, env, list: () => readRegistryTags(`${address}/shop/api`, env), urls: () => urls };
}
