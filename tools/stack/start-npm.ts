import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SluiceError } from "@sluice/core";
import { launchServer } from "./launch-server.ts";
import { pollUntilReady } from "./poll-until-ready.ts";
import { createTempFolder } from "./temp-folder.ts";

/** An npm registry on loopback that knows only what is published to it. */
export interface NpmRegistry {
  /** `http://127.0.0.1:<port>/`, with the slash that npm wants. */
  url: string;
  /** An .npmrc file with this registry and a token that may publish: what `npm_config_userconfig` takes. */
  userConfig: string;
  pid: number;
  stop(): Promise<void>;
}

/** Starts the registry, with no uplink to another one, and signs in a user for publishing. Throws SLUICE_STACK_FAILED. */
export async function startNpm(): Promise<NpmRegistry> {
  const folder = await createTempFolder("npm");
  try {
    await mkdir(join(folder.path, "storage"));
    const server = await launchServer("npm", { folder: folder.path });
    const url = `http://127.0.0.1:${server.port}/`;
    await pollUntilReady(`${url}-/ping`);
    const token = await createUser(url);
    const userConfig = join(folder.path, "npmrc");
    await writeFile(userConfig, `registry=${url}\n//127.0.0.1:${server.port}/:_authToken=${token}\nfund=false\naudit=false\n`, {
      mode: 0o600,
    });
    return { url, userConfig, pid: server.pid, stop: async () => void (await server.stop(), await folder.remove()) };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

/** The request that `npm adduser` makes; answers with the token. */
async function createUser(url: string): Promise<string> {
  const user = { name: "publisher", password: randomBytes(16).toString("hex") };
  const response = await fetch(`${url}-/user/org.couchdb.user:${user.name}`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(user),
  });
  const answer = (await response.json()) as { token?: string };
  if (answer.token === undefined) {
    throw new SluiceError("SLUICE_STACK_FAILED", `the local npm registry gave no token: status ${response.status}`);
  }
  return answer.token;
}
