import { setTimeout as pause } from "node:timers/promises";
import { SluiceError } from "@sluice/core";
import { readDockerLogin } from "./docker-login.ts";
import { parseImageReference } from "./image-reference.ts";
import { LONGEST_WAIT, retryWait } from "./retry-wait.ts";

/** A registry's answer, or that docker has to ask because this simple client cannot. */
export type FetchedManifest = { kind: "found"; raw: string } | { kind: "missing" } | { kind: "ask-docker" };

/** How the registry is asked. */
export interface FetchManifestOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds for one request. */
  timeout: number;
}

/** How often a registry is asked before it is given up. */
const TRIES = 4;

const ACCEPT = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/**
 * Asks a registry for a manifest's bytes over HTTP, without a process of docker: much quicker, and it sees `Retry-After`,
 * which buildx does not pass on. Whatever is not plain (Docker Hub's short names, proxies, identity tokens, private
 * certificates, a refused login) is left to docker, which knows how and has the better words.
 * Throws SLUICE_REGISTRY_UNREACHABLE when the registry still answers 429 or 5xx after several tries, or asks for too long a wait.
 */
export async function fetchManifest(reference: string, options: FetchManifestOptions): Promise<FetchedManifest> {
  const { repository, imageTag, digest } = parseImageReference(reference);
  const [host = "", ...path] = repository.split("/");
  if (path.length === 0 || !/[.:]|^localhost$/.test(host) || host === "docker.io") return { kind: "ask-docker" };
  const isLocal = /^(localhost|127(\.\d+){3})(:\d+)?$/.test(host);
  if (!isLocal && Object.keys(options.env).some((name) => /^https_proxy$/i.test(name))) return { kind: "ask-docker" };
  const url = `${isLocal ? "http" : "https"}://${host}/v2/${path.join("/")}/manifests/${digest ?? imageTag ?? "latest"}`;
  for (let attempt = 1; ; attempt += 1) {
    const response = await request(url, host, options);
    if (response === null) return { kind: "ask-docker" };
    if (response.status === 200) return { kind: "found", raw: await response.text() };
    await response.body?.cancel();
    if (response.status === 404) return { kind: "missing" };
    if (response.status !== 429 && response.status < 500) return { kind: "ask-docker" };
    const wait = retryWait(response.headers.get("retry-after"), attempt, new Date());
    if (attempt === TRIES || wait > LONGEST_WAIT) throw unreachable(reference, response, wait);
    await pause(wait);
  }
}

function unreachable(reference: string, { status, statusText, headers }: Response, wait: number): SluiceError {
  const wish = headers.get("retry-after") === null ? "" : ` and asks to wait ${Math.ceil(wait / 1000)} s`;
  return new SluiceError("SLUICE_REGISTRY_UNREACHABLE", `The registry of ${reference} answers ${status} ${statusText}${wish}`, {
    hint: "Run the command again later: it goes on where it stopped.",
  });
}

/** Null: it cannot be asked like this. */
async function request(url: string, host: string, options: FetchManifestOptions): Promise<Response | null> {
  try {
    const first = await get(url, { accept: ACCEPT }, options);
    if (first.status !== 401) return first;
    await first.body?.cancel();
    const authorization = await authorize(first.headers.get("www-authenticate") ?? "", host, options);
    return authorization === null ? null : await get(url, { accept: ACCEPT, authorization }, options);
  } catch (error) {
    if (error instanceof TypeError || (error instanceof Error && error.name === "TimeoutError")) return null;
    throw error;
  }
}

function get(url: string, headers: Record<string, string>, { timeout }: FetchManifestOptions): Promise<Response> {
  return fetch(url, { headers, signal: AbortSignal.timeout(timeout) });
}

/** The header for a registry's challenge: the login itself, or a token for it. */
async function authorize(challenge: string, host: string, options: FetchManifestOptions): Promise<string | null> {
  const login = await readDockerLogin(host, options.env);
  // An identity token is exchanged in another way, which docker knows.
  if (login?.username === "<token>") return null;
  const basic = login === null ? null : `Basic ${Buffer.from(`${login.username}:${login.secret}`).toString("base64")}`;
  if (/^basic\b/i.test(challenge)) return basic;
  const { realm, service, scope } = parseChallenge(challenge);
  // A login goes to the registry's own token service over TLS, or stays on this machine.
  if (realm === undefined || !/^(https:\/\/|http:\/\/(localhost|127\.))/.test(realm)) return null;
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set("service", service);
  if (scope !== undefined) url.searchParams.set("scope", scope);
  const response = await get(url.href, basic === null ? {} : { authorization: basic }, options);
  const answer: unknown = response.ok ? await response.json().catch(() => null) : await response.body?.cancel();
  const token =
    typeof answer === "object" && answer !== null ? new Map<string, unknown>(Object.entries(answer)) : new Map<string, unknown>();
  const value = token.get("token") ?? token.get("access_token");
  return typeof value === "string" ? `Bearer ${value}` : null;
}

function parseChallenge(challenge: string): Record<string, string | undefined> {
  if (!/^bearer\b/i.test(challenge)) return {};
  return Object.fromEntries([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value]));
}
