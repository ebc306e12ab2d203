import { afterAll, beforeAll, beforeEach } from "vitest";
import { type FaultProxy, type Registry, startFaultProxy, startRegistry } from "../../../../tools/stack/index.ts";
import { findImageParts } from "../../../../tools/test/find-image-parts.ts";
import { removeLocalImages } from "../../../../tools/test/remove-local-images.ts";
import { requirePart } from "../../../../tools/test/require-part.ts";
import type { SluiceEnd } from "../../../../tools/test/run-sluice.ts";
import { Shop } from "./image-shop.ts";

/** Two images to push, `api` and `web`, and a registry behind a proxy that spoils requests. */
export interface FaultyShop {
  shop: Shop;
  proxy: FaultProxy;
  docker: string;
  /** Other content and other repositories from now on: what the engine has pushed once it does not push again. */
  renew(): void;
  /** Builds and pushes, to the proxy unless another address is said. */
  build(options?: { address?: string; env?: Record<string, string>; what?: readonly string[] }): Promise<SluiceEnd>;
  /** The images whose `latest` a registry holds, asked without the proxy. */
  tags(address?: string): Promise<string[]>;
}

/** One for all tests of a file, renewed before each; where parts of the machine are missing, they are skipped. Its parts are there in tests alone. */
export function useFaultyShop(): FaultyShop {
  const world = {} as FaultyShop;
  let missing: string | null = null;
  let stop: (() => Promise<void>) | null = null;
  beforeAll(async () => {
    const started = await startFaultyShop();
    if (typeof started === "string") missing = started;
    else {
      Object.assign(world, started.world);
      stop = started.stop;
    }
  });
  beforeEach((context) => {
    requirePart(context, missing);
    world.renew();
  });
  afterAll(() => stop?.());
  return world;
}

/** Starts it, or says what is missing on this machine. */
async function startFaultyShop(): Promise<{ world: FaultyShop; stop: () => Promise<void> } | string> {
  const { docker, missing } = await findImageParts();
  if (missing !== null) return missing;
  const registry: Registry = await startRegistry();
  const proxy = await startFaultProxy(registry.address);
  const shop = Shop.init({
    "package.json": JSON.stringify({ name: "shop", private: true }),
    "services/api/package.json": JSON.stringify({ name: "api", version: "1.0.0", private: true }),
    "services/web/package.json": JSON.stringify({ name: "web", version: "1.0.0", private: true }),
  });
  let count = 0;
  const world: FaultyShop = {
    shop,
    proxy,
    docker,
    renew: () => {
      count += 1;
      proxy.setFaults([]);
      proxy.requests.splice(0);
      const dockerfile = (name: string) => `FROM scratch\nCOPY package.json /${name}-${count}\nUSER 1\n`;
      shop.commit({ "services/api/Dockerfile": dockerfile("api"), "services/web/Dockerfile": dockerfile("web") });
    },
    build: ({ address = proxy.address, env = {}, what = ["--all"] } = {}) =>
      shop.run(["images", "build", ...what, "--registry", `${address}/shop${count}`], env),
    tags: (address = registry.address) => readTags(address, `shop${count}`),
  };
  const stop = async () => {
    await proxy.stop();
    for (const address of [proxy.address, registry.address]) await removeLocalImages(docker, address);
    await registry.stop();
    shop.remove();
  };
  return { world, stop };
}

async function readTags(address: string, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of ["api", "web"]) {
    const { status } = await fetch(`http://${address}/v2/${prefix}/${name}/manifests/latest`, {
      headers: { accept: "application/vnd.oci.image.index.v1+json" },
    });
    if (status === 200) found.push(name);
  }
  return found;
}
