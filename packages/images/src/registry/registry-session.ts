import { SluiceError } from "@sluice/core";
import { exchange } from "./exchange.ts";

/** Milliseconds for one answer. */
const PATIENCE = 20_000;

/** How a registry is spoken to. */
export interface RegistryAccess {
  /** That of docker: HOME and DOCKER_CONFIG say where its logins are. */
  env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds for one answer; 20,000 when left out. */
  patience?: number;
}

/** A repository of a registry (`ghcr.io/acme/shop/gateway`), spoken to through the HTTP API of the OCI distribution specification. */
export interface RegistrySession {
  repository: string;
  registry: string;
  path: string;
  /** Address of the registry's API for this repository, with a slash at the end: `https://ghcr.io/v2/acme/shop/gateway/`. */
  base: URL;
  env: RegistryAccess["env"];
  patience: number;
  /** What is done, for errors: `list the tags of`. */
  doing: string;
  /** What the registry has asked for; kept for the next request. */
  authorization: string | null;
}

/**
 * Finds out how a registry is spoken to; docker's own logins are used when it asks for one.
 */
export async function openRegistrySession(
  repository: string,
  { env, doing, patience = PATIENCE }: RegistryAccess & Pick<RegistrySession, "doing">,
): Promise<RegistrySession> {
  const { registry, host, path } = splitRepository(repository);
  const base = new URL(`${await findProtocol(host, patience)}://${host}/v2/${path}/`);
  return { repository, registry, path, base, env, patience, doing, authorization: authorizations.get(env)?.get(base.href) ?? null };
}

/** What registries have asked for, by the address of a repository, for who speaks to them with the same environment. */
const authorizations = new WeakMap<RegistryAccess["env"], Map<string, string>>();

/** Sends this with each further request to the repository, from later sessions too: it holds for what was asked now, and is renewed where it does not. */
export function keepAuthorization(session: RegistrySession, authorization: string): void {
  session.authorization = authorization;
  const known = authorizations.get(session.env) ?? new Map<string, string>();
  authorizations.set(session.env, known.set(session.base.href, authorization));
}

/** As docker does: a first part with a dot or a port, or `localhost`, is the registry; else it is Docker Hub. */
function splitRepository(repository: string): { registry: string; host: string; path: string } {
  const [first = "", ...rest] = repository.split("/");
  if (rest.length > 0 && (/[.:]/.test(first) || first === "localhost") && first !== "docker.io" && first !== "index.docker.io")
    return { registry: first, host: first, path: rest.join("/") };
  const own = first === "docker.io" || first === "index.docker.io" ? rest.join("/") : repository;
  return { registry: "docker.io", host: "registry-1.docker.io", path: own.includes("/") ? own : `library/${own}` };
}

export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(host);
}

/** By loopback host, for as long as this process lives. */
const protocols = new Map<string, Promise<"http" | "https">>();

/** Docker speaks plain HTTP on loopback, and TLS there too when the registry does. */
function findProtocol(host: string, patience: number): Promise<"http" | "https"> {
  if (!isLoopback(host)) return Promise.resolve("https");
  const known = protocols.get(host) ?? askProtocol(host, patience);
  protocols.set(host, known);
  return known;
}

async function askProtocol(host: string, patience: number): Promise<"http" | "https"> {
  const answer = await exchange(new URL(`http://${host}/v2/`), { method: "GET", headers: {}, timeout: patience }).catch(() => null);
  return answer?.status === 400 ? "https" : "http";
}

/** The error for a registry that says no. */
export function refused({ repository, registry, doing }: RegistrySession): SluiceError {
  return new SluiceError("SLUICE_REGISTRY_UNAUTHORIZED", `The registry refuses to ${doing} ${repository}`, {
    hint: `Run \`docker login ${registry}\` with an account that may do that.`,
  });
}

/** The error for a registry that takes no more; `why` in its words. */
export function full({ repository, doing }: RegistrySession, why: string): SluiceError {
  return new SluiceError("SLUICE_REGISTRY_FULL", `The registry has no room to ${doing} ${repository}: ${why}`, {
    hint: "Delete what is no longer needed there, or have its quota raised, then run the command again: it goes on where it stopped.",
  });
}

/** The error for a registry that does not answer, or not as it should; `why` in words, or what was thrown. */
export function unreachable({ repository, doing }: RegistrySession, why: unknown): SluiceError {
  return new SluiceError("SLUICE_REGISTRY_UNREACHABLE", `The registry does not ${doing} ${repository}: ${reasonOf(why)}`, {
    hint: "Check the registry's address and the network, then run the command again: it goes on where it stopped.",
  });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
