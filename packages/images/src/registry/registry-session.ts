import { setTimeout as pause } from "node:timers/promises";
import { isSluiceError, SluiceError } from "@sluice/core";
import { type Login, readDockerLogin } from "./docker-login.ts";
import { LONGEST_WAIT, retryWait } from "./retry-wait.ts";

/** Milliseconds for one answer. */
const PATIENCE = 20_000;
/** How often a registry is asked before it is given up. */
const TRIES = 4;

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

/** One request; `statuses` are the answers besides 2xx that are no failure. */
export interface RegistryRequest {
  url: URL;
  method?: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  headers?: Readonly<Record<string, string>>;
  body?: Buffer;
  statuses?: readonly number[];
}

/**
 * Finds out how a registry is spoken to; docker's own logins are used when it asks for one.
 */
export async function openRegistrySession(
  repository: string,
  { env, doing, patience = PATIENCE }: RegistryAccess & Pick<RegistrySession, "doing">,
): Promise<RegistrySession> {
  const { registry, host, path } = splitRepository(repository);
  const base = new URL(`${await findProtocol(host)}://${host}/v2/${path}/`);
  return { repository, registry, path, base, env, patience, doing, authorization: null };
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
async function findProtocol(host: string): Promise<"http" | "https"> {
  if (!isLoopback(host)) return "https";
  const answer = await fetch(`http://${host}/v2/`, { signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
  await answer?.body?.cancel();
  return answer?.status === 400 ? "https" : "http";
}

/**
 * Sends a request, after a challenge with what the registry asked for, after 429, 5xx and a broken connection again.
 *
 * @throws SLUICE_REGISTRY_UNAUTHORIZED, SLUICE_REGISTRY_FULL, SLUICE_REGISTRY_UNREACHABLE
 */
export async function askRegistry(session: RegistrySession, request: RegistryRequest): Promise<Response> {
  let response = await sendPatiently(session, request);
  if (response.status === 401) {
    await response.body?.cancel();
    session.authorization = await authorize(session, response.headers.get("www-authenticate") ?? "");
    response = await sendPatiently(session, request);
  }
  if (response.ok || request.statuses?.includes(response.status) === true) return response;
  const reason = await readReason(response);
  if (response.status === 413 || response.status === 507 || /quota|insufficient storage|storage limit/i.test(reason))
    throw full(session, `HTTP ${response.status}${reason}`);
  throw response.status === 401 || response.status === 403 ? refused(session) : unreachable(session, `HTTP ${response.status}${reason}`);
}

/**
 * The whole answer to a request; one that is cut off is asked for once more.
 *
 * @throws what {@link askRegistry} throws
 */
export async function readFromRegistry(session: RegistrySession, request: RegistryRequest): Promise<{ status: number; body: Buffer }> {
  const read = async (): Promise<{ status: number; body: Buffer }> => {
    const response = await askRegistry(session, request);
    return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
  };
  try {
    return await read().catch((error: unknown) => (isSluiceError(error) ? Promise.reject(error) : read()));
  } catch (error) {
    throw isSluiceError(error) ? error : unreachable(session, reasonOf(error));
  }
}

/** A registry's own words (distribution specification, "Error Codes"). */
async function readReason(response: Response): Promise<string> {
  const answer = /"message"\s*:\s*"([^"]{1,300})"/.exec(await response.text().catch(() => ""));
  return answer === null ? "" : `: ${answer[1]}`;
}

async function sendPatiently(session: RegistrySession, request: RegistryRequest): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await sendTwice(session, request);
    if (response.status !== 429 && response.status < 500) return response;
    const wait = retryWait(response.headers.get("retry-after"), attempt, new Date());
    if (attempt === TRIES || wait > LONGEST_WAIT) return response;
    await response.body?.cancel();
    await pause(wait);
  }
}

/** A connection that breaks or hangs is tried once more. */
async function sendTwice(session: RegistrySession, request: RegistryRequest): Promise<Response> {
  // An upload that broke off is to be begun anew.
  const first = send(session, request, session.authorization);
  return isUpload(request) ? first : first.catch(() => send(session, request, session.authorization));
}

/** Of a blob, which may be large. */
function isUpload({ method, url }: RegistryRequest): boolean {
  return method === "PUT" && url.searchParams.has("digest");
}

async function send(session: RegistrySession, request: RegistryRequest, authorization: string | null): Promise<Response> {
  const { url, method = "GET", headers, body } = request;
  // A registry may name another host for an upload or the next page, which is not to see the login.
  const isOwn = url.origin === session.base.origin || authorization !== session.authorization;
  try {
    return await fetch(url, {
      method,
      headers: { accept: "application/json", ...headers, ...(authorization === null || !isOwn ? {} : { authorization }) },
      ...(body === undefined ? {} : { body: new Uint8Array(body) }),
      // What is sent takes its time.
      signal: AbortSignal.timeout(isUpload(request) ? 15 * session.patience : session.patience),
    });
  } catch (error) {
    throw isSluiceError(error) ? error : unreachable(session, reasonOf(error));
  }
}

/** The answer to a challenge: the login itself (Basic), or the token that it, or nobody, gets at the realm (Bearer). */
async function authorize(session: RegistrySession, challenge: string): Promise<string> {
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

function ask(session: RegistrySession, url: URL, { login, service, scope }: TokenRequest): Promise<Response> {
  if (service !== null) url.searchParams.set("service", service);
  url.searchParams.set("scope", scope);
  return send(session, { url }, login === null ? null : basic(login));
}

/** An identity token is exchanged as OAuth 2 does it (distribution specification, "Token Authentication"). */
async function exchange(session: RegistrySession, url: URL, { login, service, scope }: TokenRequest): Promise<Response> {
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

function refused({ repository, registry, doing }: RegistrySession): SluiceError {
  return new SluiceError("SLUICE_REGISTRY_UNAUTHORIZED", `The registry refuses to ${doing} ${repository}`, {
    hint: `Run \`docker login ${registry}\` with an account that may do that.`,
  });
}

function full({ repository, doing }: RegistrySession, why: string): SluiceError {
  return new SluiceError("SLUICE_REGISTRY_FULL", `The registry has no room to ${doing} ${repository}: ${why}`, {
    hint: "Delete what is no longer needed there, or have its quota raised, then run the command again: it goes on where it stopped.",
  });
}

function unreachable({ repository, doing }: RegistrySession, why: string): SluiceError {
  return new SluiceError("SLUICE_REGISTRY_UNREACHABLE", `The registry does not ${doing} ${repository}: ${why}`, {
    hint: "Check the registry's address and the network, then run the command again: it goes on where it stopped.",
  });
}
