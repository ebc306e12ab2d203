import { setTimeout as pause } from "node:timers/promises";
import { authorize } from "./authorize.ts";
import { exchange, type HttpAnswer } from "./exchange.ts";
import { full, keepAuthorization, refused, type RegistrySession, unreachable } from "./registry-session.ts";
import { LONGEST_WAIT, retryWait } from "./retry-wait.ts";

/** How often a registry is asked before it is given up. */
const TRIES = 4;

/** One request; `statuses` are the answers besides 2xx that are no failure. */
export interface RegistryRequest {
  url: URL;
  method?: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  headers?: Readonly<Record<string, string>>;
  body?: Buffer;
  statuses?: readonly number[];
}

/**
 * The whole answer; one to a request that is neither 2xx nor among its `statuses` is an error.
 *
 * @throws what {@link sendToRegistry} throws, for 401 and 403 SLUICE_REGISTRY_UNAUTHORIZED, where there is no room SLUICE_REGISTRY_FULL, for
 * others SLUICE_REGISTRY_UNREACHABLE
 */
export async function askRegistry(session: RegistrySession, request: RegistryRequest): Promise<HttpAnswer> {
  const response = await sendToRegistry(session, request);
  if (response.ok || request.statuses?.includes(response.status) === true) return response;
  const reason = readReason(response);
  if (response.status === 413 || response.status === 507 || /quota|insufficient storage|storage limit/i.test(reason))
    throw full(session, `HTTP ${response.status}${reason}`);
  throw response.status === 401 || response.status === 403 ? refused(session) : unreachable(session, `HTTP ${response.status}${reason}`);
}

/**
 * Sends a request, after a challenge with what the registry asked for, after 429, 5xx and a broken connection again. The answer
 * may be of any status.
 *
 * @throws SLUICE_REGISTRY_UNAUTHORIZED for a challenge that no login answers, SLUICE_REGISTRY_UNREACHABLE
 */
export async function sendToRegistry(session: RegistrySession, request: RegistryRequest): Promise<HttpAnswer> {
  const first = await sendPatiently(session, request);
  const response = first.status === 403 && session.authorization !== null ? await sendUnknown(session, request) : first;
  if (response.status !== 401) return first;
  keepAuthorization(session, await authorize(session, response.header("www-authenticate") ?? ""));
  return sendPatiently(session, request);
}

/** Some registries answer 403 to a token that they gave for less, and say what they want to who has none. */
function sendUnknown(session: RegistrySession, request: RegistryRequest): Promise<HttpAnswer> {
  return sendPatiently({ ...session, authorization: null }, request);
}

async function sendPatiently(session: RegistrySession, request: RegistryRequest): Promise<HttpAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await sendTwice(session, request);
    // Where there is no room (507) there will be none in a moment.
    if ((response.status !== 429 && response.status < 500) || response.status === 507) return response;
    const wait = retryWait(response.header("retry-after"), attempt, new Date());
    if (attempt === TRIES || wait > LONGEST_WAIT) return response;
    await pause(wait);
  }
}

/** A connection that breaks or hangs is tried once more. */
async function sendTwice(session: RegistrySession, request: RegistryRequest): Promise<HttpAnswer> {
  const first = send(session, request);
  // An upload that broke off is to be begun anew.
  return isUpload(request) ? first : first.catch(() => send(session, request));
}

/** Of a blob, which may be large. */
function isUpload({ method, url }: RegistryRequest): boolean {
  return method === "PUT" && url.searchParams.has("digest");
}

async function send(session: RegistrySession, request: RegistryRequest): Promise<HttpAnswer> {
  const { url, method = "GET", headers, body } = request;
  const { authorization, base, patience } = session;
  // A registry may name another host for an upload or the next page, which is not to see the login.
  const login = authorization === null || url.origin !== base.origin ? {} : { authorization };
  try {
    return await exchange(url, {
      method,
      headers: { accept: "application/json", ...headers, ...login },
      ...(body === undefined ? {} : { body }),
      // What is sent takes its time.
      timeout: isUpload(request) ? 15 * patience : patience,
    });
  } catch (error) {
    throw unreachable(session, error);
  }
}

/** A registry's own words (distribution specification, "Error Codes"). */
function readReason({ body }: HttpAnswer): string {
  const answer = /"message"\s*:\s*"([^"]{1,300})"/.exec(body.toString("utf8"));
  return answer === null ? "" : `: ${answer[1]}`;
}
