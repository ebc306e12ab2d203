import { readDockerLogin } from "./docker-login.ts";
import { parseImageReference } from "./image-reference.ts";

/** How a registry is asked. */
export interface RegistryRequestOptions {
  env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds for one request. */
  timeout: number;
}

/** Where a manifest is. */
export interface ManifestAddress {
  url: string;
  host: string;
}

/** A request to it. */
export interface RegistryMessage {
  method?: "GET" | "PUT";
  headers: Readonly<Record<string, string>>;
  body?: string;
}

/** Null for what is not plain: Docker Hub's short names, and proxies. */
export function manifestAddress(reference: string, { env }: RegistryRequestOptions): ManifestAddress | null {
  const { repository, imageTag, digest } = parseImageReference(reference);
  const [host = "", ...path] = repository.split("/");
  if (path.length === 0 || !/[.:]|^localhost$/.test(host) || host === "docker.io") return null;
  const isLocal = /^(localhost|127(\.\d+){3})(:\d+)?$/.test(host);
  if (!isLocal && Object.keys(env).some((name) => /^https_proxy$/i.test(name))) return null;
  return { host, url: `${isLocal ? "http" : "https"}://${host}/v2/${path.join("/")}/manifests/${digest ?? imageTag ?? "latest"}` };
}

/** Asks, and once more with a login where the registry wants one. Null: it cannot be asked like this. */
export async function requestManifest(
  { url, host }: ManifestAddress,
  message: RegistryMessage,
  options: RegistryRequestOptions,
): Promise<Response | null> {
  try {
    const first = await send(url, message, options);
    if (first.status !== 401) return first;
    await first.body?.cancel();
    const authorization = await authorize(first.headers.get("www-authenticate") ?? "", host, options);
    return authorization === null ? null : await send(url, { ...message, headers: { ...message.headers, authorization } }, options);
  } catch (error) {
    if (error instanceof TypeError || (error instanceof Error && error.name === "TimeoutError")) return null;
    throw error;
  }
}

function send(url: string, message: RegistryMessage, { timeout }: RegistryRequestOptions): Promise<Response> {
  return fetch(url, { ...message, signal: AbortSignal.timeout(timeout) });
}

/** The header for a registry's challenge: the login itself, or a token for it. */
async function authorize(challenge: string, host: string, options: RegistryRequestOptions): Promise<string | null> {
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
  const response = await send(url.href, { headers: basic === null ? {} : { authorization: basic } }, options);
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
