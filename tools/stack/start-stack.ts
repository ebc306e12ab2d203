import { createOrigin } from "./create-origin.ts";
import { startGitHub } from "./start-github.ts";
import { startNpm } from "./start-npm.ts";
import { type Registry, startRegistry } from "./start-registry.ts";

/** registry: OCI images. github: the REST API. npm: packages. git: a bare origin. */
export type StackPart = "registry" | "github" | "npm" | "git";

export const STACK_PARTS: readonly StackPart[] = ["registry", "github", "npm", "git"];

/** The running parts. Only what was asked for has an address. */
export interface Stack<Part extends StackPart = StackPart> {
  /** registry: `127.0.0.1:<port>`. github: base of the API. npm: URL with a slash at the end. git: `file://…`. */
  addresses: Readonly<Record<Part, string>>;
  /**
   * Environment for programs that should talk to the stack instead of the world, to be put over the caller's own.
   * npm finds the local registry alone through it: install dependencies without it.
   */
  env: Readonly<Record<string, string>>;
  /** The OCI registry, for `ensureBaseImages`. */
  registry: "registry" extends Part ? Registry : undefined;
  /** Process ids of what runs. */
  pids: readonly number[];
  /** Ends every process started and removes the folders. Harmless the second time. */
  stop(): Promise<void>;
}

/**
 * Starts the parts at the same time, each on a free loopback port.
 *
 * If one fails, those already started are ended before it throws. A part that is not installed: SLUICE_STACK_PART_MISSING;
 * one that does not start: SLUICE_STACK_FAILED. When this process ends in whatever way, the servers end as well.
 */
export async function startStack<Part extends StackPart = StackPart>(
  options: { parts?: readonly Part[]; repository?: string } = {},
): Promise<Stack<Part>> {
  const { parts = STACK_PARTS, repository = "sluice-dev/sluice" } = options;
  const started: StartedPart[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((part) => part.stop()));
  };

  const attempts = await Promise.allSettled(
    [...new Set<StackPart>(parts)].map(async (part) => void started.push(await startPart(part, repository))),
  );
  for (const attempt of attempts) {
    if (attempt.status === "fulfilled") continue;
    await stop();
    throw attempt.reason;
  }
  started.sort((a, b) => STACK_PARTS.indexOf(a.name) - STACK_PARTS.indexOf(b.name));

  return {
    addresses: Object.fromEntries(started.map((part) => [part.name, part.address])) as Record<Part, string>,
    env: Object.assign({}, ...started.map((part) => part.env)) as Record<string, string>,
    registry: started.find((part) => part.registry !== undefined)?.registry as Stack<Part>["registry"],
    pids: started.flatMap((part) => (part.pid === undefined ? [] : [part.pid])),
    stop,
  };
}

interface StartedPart {
  name: StackPart;
  address: string;
  env: Record<string, string>;
  pid?: number;
  registry?: Registry;
  stop(): Promise<void>;
}

async function startPart(name: StackPart, repository: string): Promise<StartedPart> {
  switch (name) {
    case "registry": {
      const registry = await startRegistry();
      return {
        name,
        address: registry.address,
        env: { SLUICE_REGISTRY: `${registry.address}/${repository}` },
        registry,
        ...lifeOf(registry),
      };
    }
    case "github": {
      const github = await startGitHub({ repository });
      const env = { GITHUB_API_URL: github.url, GITHUB_SERVER_URL: github.url, GITHUB_REPOSITORY: repository, GITHUB_TOKEN: github.token };
      return { name, address: github.url, env, ...lifeOf(github) };
    }
    case "npm": {
      const npm = await startNpm();
      // Lower case: `npm run` exports its own settings in this spelling, and these must win over them.
      return { name, address: npm.url, env: { npm_config_registry: npm.url, npm_config_userconfig: npm.userConfig }, ...lifeOf(npm) };
    }
    case "git": {
      const origin = await createOrigin();
      return { name, address: origin.url, env: {}, stop: () => origin.stop() };
    }
  }
}

function lifeOf(server: { pid: number; stop(): Promise<void> }): { pid: number; stop(): Promise<void> } {
  return { pid: server.pid, stop: () => server.stop() };
}
