import { type Login, readDockerLogin } from "./docker-login.ts";
import { exchange, type HttpAnswer } from "./exchange.ts";
import { isLoopback, refused, type RegistrySession, unreachable } from "./registry-session.ts";

/**
 * The header that answers a registry's challenge, with docker's own login: the login itself (Basic), or the token that it, or
 * nobody, gets at the realm (Bearer; distribution specification, "Token Authentication").
 *
 * @throws SLUICE_REGISTRY_UNAUTHORIZED, SLUICE_REGISTRY_UNREACHABLE
 */
export async function authorize(session: RegistrySession, challenge: string): Promise<string> {
  const login = await readDockerLogin(session.registry, session.env);
  if (/^basic\b/i.test(challenge) && login !== null) return basic(login);
  const realm = parameter(challenge, "realm");
  if (!/^bearer\b/i.test(challenge) || realm === null || !URL.canParse(realm)) throw refused(session);
  const url = new URL(realm);
  // A login goes to a token service over TLS, or stays on this machine.
  if (login !== null && url.protocol !== "https:" && !isLoopback(url.host)) throw refused(session);
  const scope = parameter(challenge, "scope") ?? `repository:${session.path}:pull`;
  const response = await requestToken(session, url, { login, service: parameter(challenge, "service"), scope });
  const answer = response.ok ? parseJson(response.body) : null;
  if (typeof answer !== "object" || answer === null) throw refused(session);
  const token = "token" in answer ? answer.token : "access_token" in answer ? answer.access_token : null;
  if (typeof token !== "string" || token === "") throw refused(session);
  return `Bearer ${token}`;
}

/** An identity token is exchanged as OAuth 2 does it; any other login, or none, is a question. */
async function requestToken(
  session: RegistrySession,
  realm: URL,
  { login, service, scope }: { login: Login | null; service: string | null; scope: string },
): Promise<HttpAnswer> {
  const timeout = session.patience;
  const named = service === null ? {} : { service };
  try {
    if (login?.username === "<token>") {
      const form = new URLSearchParams({ grant_type: "refresh_token", client_id: "sluice", refresh_token: login.secret, scope, ...named });
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      return await exchange(realm, { method: "POST", headers, body: Buffer.from(form.toString()), timeout });
    }
    for (const [name, value] of Object.entries({ ...named, scope })) realm.searchParams.set(name, value);
    return await exchange(realm, { method: "GET", headers: login === null ? {} : { authorization: basic(login) }, timeout });
  } catch (error) {
    throw unreachable(session, error);
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return null;
  }
}

function parameter(challenge: string, name: string): string | null {
  return new RegExp(`\\b${name}="([^"]*)"`, "i").exec(challenge)?.[1] ?? null;
}

function basic({ username, secret }: Login): string {
  return `Basic ${Buffer.from(`${username}:${secret}`).toString("base64")}`;
}
