import { setTimeout as pause } from "node:timers/promises";
import { isSluiceError, SluiceError } from "@sluice/core";
import { type Login, readDockerLogin } from "./docker-login.ts";
import { LONGEST_WAIT, retryWait } from "./retry-wait.ts";

/** Milliseconds for one answer. */
const PATIENCE = 20_000;
/** How often a registry is asked before it is given up. */
const TRIES = 4;

/**
 * All image tags of a repository (`ghcr.io/acme/shop/gateway`), through the registry's HTTP API (OCI distribution
 * specification, "Listing Tags") with docker's own logins. None when the registry knows no such repository.
 * `env` is that of docker: HOME and DOCKER_CONFIG say where its logins are.
 * Throws SLUICE_REGISTRY_UNAUTHORIZED, SLUICE_REGISTRY_UNREACHABLE.
 */
export async function readRegistryTags(repository: string, env: Readonly<Record<string, string | undefined>>): Promise<string[]> {
  const { registry, host, path } = splitRepository(repository);
  const names: string[] = [];
  const session: Session = { repository, registry, path, env, authorization: null };
  const bases = isLoopback(host) ? [`http://${host}`, `https://${host}`] : [`https://${host}`];
  let next: URL | null = await firstPage(session, bases);
  while (next !== null) {
    const response: Response = await request(session, next);
    if (response.status === 404) return names;
    const page: unknown = await response.json().catch(() => null);
    if (typeof page === "object" && page !== null && "tags" in page && Array.isArray(page.tags))
      names.push(...page.tags.filter((tag: unknown) => typeof tag === "string"));
    const [, link] = /<([^>]+)>\s*;\s*rel="?next"?/.exec(response.headers.get("link") ?? "") ?? [];
    next = link === undefined ? null : new URL(link, next);
  }
  return names;
}

interface Session {
  repository: string;
  registry: string;
  path: string;
  env: Readonly<Record<string, string | undefined>>;
  /** What the registry has asked for; kept for the next page. */
  authorization: string | null;
}

/** As docker does: a first part with a dot or a port, or `localhost`, is the registry; else it is Docker Hub. */
function splitRepository(repository: string): { registry: string; host: string; path: string } {
  const [first = "", ...rest] = repository.split("/");
  if (rest.length > 0 && (/[.:]/.test(first) || first === "localhost") && first !== "docker.io" && first !== "index.docker.io")
    return { registry: first, host: first, path: rest.join("/") };
  const own = first === "docker.io" || first === "index.docker.io" ? rest.join("/") : repository;
  return { registry: "docker.io", host: "registry-1.docker.io", path: own.includes("/") ? own : `library/${own}` };
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/.test(host);
}

/** Docker speaks plain HTTP on loopback, and TLS there too when the registry does. */
async function firstPage(session: Session, bases: readonly string[]): Promise<URL> {
  const pages = bases.map((base) => new URL(`${base}/v2/${session.path}/tags/list?n=1000`));
  const [first, second] = pages;
  if (first !== undefined && second === undefined) return first;
  const answer = await fetch(new URL("/v2/", first), { signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
  const speaksTls = answer?.status === 400;
  const page = speaksTls ? second : first;
  if (page !== undefined) return page;
  throw unreachable(session, "no address");
}

async function request(session: Session, url: URL): Promise<Response> {
  let response = await requestPatiently(session, url);
  if (response.status === 401) {
    session.authorization = await authorize(session, response.headers.get("www-authenticate") ?? "");
    response = await requestPatiently(session, url);
  }
  if (response.ok || response.status === 404) return response;
  throw response.status === 401 || response.status === 403 ? refused(session) : unreachable(session, `HTTP ${response.status}`);
}

async function requestPatiently(session: Session, url: URL): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await send(session, url, session.authorization);
    if (response.status !== 429 && response.status < 500) return response;
    const wait = retryWait(response.headers.get("retry-after"), attempt, new Date());
    if (attempt === TRIES || wait > LONGEST_WAIT) return response;
    await response.body?.cancel();
    await pause(wait);
  }
}

async function send(session: Session, url: URL, authorization: string | null): Promise<Response> {
  try {
    const headers = { accept: "application/json", ...(authorization === null ? {} : { authorization }) };
    return await fetch(url, { headers, signal: AbortSignal.timeout(PATIENCE) });
  } catch (error) {
    throw isSluiceError(error) ? error : unreachable(session, reasonOf(error));
  }
}

/** The answer to a challenge: the login itself (Basic), or the token that it, or nobody, gets at the realm (Bearer). */
async function authorize(session: Session, challenge: string): Promise<string> {
  const login = await readDockerLogin(session.registry, session.env);
  if (/^basic\b/i.test(challenge) && login !== null) return basic(login);
  const realm = parameter(challenge, "realm");
  if (!/^bearer\b/i.test(challenge) || realm === null || !URL.canParse(realm)) throw refused(session);
  const url = new URL(realm);
  const service = parameter(challenge, "service");
  const scope = parameter(challenge, "scope") ?? `repository:${session.path}:pull`;
  const response =
    login?.username === "<token>"
      ? await exchange(session, url, { login, service, scope })
      : await ask(session, url, { login, service, scope });
  const answer: unknown = response.ok ? await response.json().catch(() => null) : null;
  if (typeof answer !== "object" || answer === null) throw refused(session);
  const token = "token" in answer ? answer.token : "access_token" in answer ? answer.access_token : null;
  if (typeof token !== "string" || token === "") throw refused(session);
  return `Bearer ${token}`;
}

interface TokenRequest {
  login: Login | null;
  service: string | null;
  scope: string;
}

function ask(session: Session, url: URL, { login, service, scope }: TokenRequest): Promise<Response> {
  if (service !== null) url.searchParams.set("service", service);
  url.searchParams.set("scope", scope);
  return send(session, url, login === null ? null : basic(login));
}

/** An identity token is exchanged as OAuth 2 does it (distribution specification, "Token Authentication"). */
async function exchange(session: Session, url: URL, { login, service, scope }: TokenRequest): Promise<Response> {
  const body = new URLSearchParams({ grant_type: "refresh_token", client_id: "sluice", refresh_token: login?.secret ?? "", scope });
  if (service !== null) body.set("service", service);
  try {
    return await fetch(url, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE) });
  } catch (error) {
    throw unreachable(session, reasonOf(error));
  }
}

function parameter(challenge: string, name: string): string | null {
  return new RegExp(`\\b${name}="([^"]*)"`, "i").exec(challenge)?.[1] ?? null;
}

function basic({ username, secret }: Login): string {
  return `Basic ${Buffer.from(`${username}:${secret}`).toString("base64")}`;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function refused({ repository, registry }: Session): SluiceError {
  return new SluiceError("SLUICE_REGISTRY_UNAUTHORIZED", `The registry refuses to list the tags of ${repository}`, {
    hint: `Run \`docker login ${registry}\` with an account that may read them.`,
  });
}

function unreachable({ repository }: Session, why: string): SluiceError {
  return new SluiceError("SLUICE_REGISTRY_UNREACHABLE", `The registry does not list the tags of ${repository}: ${why}`, {
    hint: "Check the registry's address and the network, then run the command again: it goes on where it stopped.",
  });
}
