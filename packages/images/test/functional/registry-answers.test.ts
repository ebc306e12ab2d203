import { createServer, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { requirePart } from "../../../../tools/test/require-part.ts";
import { findDocker, type Docker } from "../../src/buildx/find-docker.ts";
import { readRegistryImage } from "../../src/registry/read-registry-image.ts";

let docker: Docker | null = null;
let missing: string | null = null;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  try {
    docker = await findDocker({ cwd: tmpdir(), env: process.env });
  } catch (error) {
    missing = String(error);
  }
});
beforeEach((context) => requirePart(context, missing));
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

describe("readRegistryImage, with a registry that", () => {
  it("asks for a login", async () => {
    const { look } = await answering((response) => response.writeHead(401, { "www-authenticate": 'Basic realm="shop"' }).end());
    await expect(look()).rejects.toMatchObject({ code: "SLUICE_REGISTRY_UNAUTHORIZED", hint: expect.stringContaining("docker login") });
  });

  it("forbids it", async () => {
    const { look } = await answering((response) => response.writeHead(403).end());
    await expect(look()).rejects.toMatchObject({ code: "SLUICE_REGISTRY_UNAUTHORIZED" });
  });

  it("does not have it", async () => {
    const { look } = await answering((response) => response.writeHead(404).end());
    expect(await look()).toBeNull();
  });

  it("fails for a moment", async () => {
    const index = JSON.stringify({ schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json", manifests: [] });
    let failures = 0;
    const { look } = await answering((response) => {
      failures += 1;
      if (failures === 1) response.writeHead(503).end();
      else
        response.writeHead(200, { "content-type": "application/vnd.oci.image.index.v1+json", "content-length": index.length }).end(index);
    });
    expect(await look()).toMatchObject({ isIndex: true, platforms: [] });
  });

  it("keeps failing", async () => {
    const { look, count } = await answering((response) => response.writeHead(500).end());
    await expect(look()).rejects.toMatchObject({ code: "SLUICE_REGISTRY_UNREACHABLE" });
    expect(count()).toBeGreaterThanOrEqual(3);
  });
});

/** A registry on loopback that gives every request for a manifest the same treatment. */
async function answering(answer: (response: ServerResponse) => void) {
  let count = 0;
  const server = createServer((request, response) => {
    if (request.url === "/v2/") return void response.writeHead(200).end();
    count += 1;
    answer(response);
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  stops.push(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const look = () => {
    if (docker === null) throw new Error("docker is not there");
    return readRegistryImage(docker, `127.0.0.1:${port}/shop/api:v1`);
  };
  return { look, count: () => count };
}
