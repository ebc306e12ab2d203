import { setTimeout as pause } from "node:timers/promises";
import { isSluiceError } from "@sluice/core";
import { authorize } from "./authorize.ts";
import { full, refused, type RegistrySession, unreachable } from "./registry-session.ts";
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
 * The answer to a request that is neither 2xx nor among its `statuses` is an error.
 *
 * @throws what {@link sendToRegistry} throws, for 401 and 403 SLUICE_REGISTRY_UNAUTHORIZED, where there is no room SLUICE_REGISTRY_FULL, for
 * others SLUICE_REGISTRY_UNREACHABLE
 */
export async function askRegistry(session: RegistrySession, request: RegistryRequest): Promise<Response> {
  const response = await sendToRegistry(session, request);
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
    throw isSluiceError(error) ? error : unreachable(session, error);
  }
}

/**
 * Sends a request, after a challenge with what the registry asked for, after 429, 5xx and a broken connection again. The answer
 * may be of any status.
 *
 * @throws SLUICE_REGISTRY_UNAUTHORIZED for a challenge that no login answers, SLUICE_REGISTRY_UNREACHABLE
 */
export async function sendToRegistry(session: RegistrySession, request: RegistryRequest): Promise<Response> {
  const response = await sendPatiently(session, request);
  if (response.status !== 401) return response;
  await response.body?.cancel();
  session.authorization = await authorize(session, response.headers.get("www-authenticate") ?? "");
  return sendPatiently(session, request);
}

async function sendPatiently(session: RegistrySession, request: RegistryRequest): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await sendTwice(session, request);
    // Where there is no room (507) there will be none in a moment.
    if ((response.status !== 429 && response.status < 500) || response.status === 507) return response;
    const wait = retryWait(response.headers.get("retry-after"), attempt, new Date());
    if (attempt === TRIES || wait > LONGEST_WAIT) return response;
    await response.body?.cancel();
    await pause(wait);
  }
}

/** A connection that breaks or hangs is tried once more. */
async function sendTwice(session: RegistrySession, request: RegistryRequest): Promise<Response> {
  const first = send(session, request);
  // An upload that broke off is to be begun anew.
  return isUpload(request) ? first : first.catch(() => send(session, request));
}

/** Of a blob, which may be large. */
function isUpload({ method, url }: RegistryRequest): boolean {
  return method === "PUT" && url.searchParams.has("digest");
}

async function send(session: RegistrySession, request: RegistryRequest): Promise<Response> {
  const { url, method = "GET", headers, body } = request;
  const { authorization, base, patience } = session;
  // A registry may name another host for an upload or the next page, which is not to see the login.
  const login = authorization === null || url.origin !== base.origin ? {} : { authorization };
  try {
    return await fetch(url, {
      method,
      headers: { accept: "application/json", ...headers, ...login },
      ...(body === undefined ? {} : { body: new Uint8Array(body) }),
      // What is sent takes its time.
      signal: AbortSignal.timeout(isUpload(request) ? 15 * patience : patience),
    });
  } catch (error) {
    throw unreachable(session, error);
  }
}

/** A registry's own words (distribution specification, "Error Codes"). */
async function readReason(response: Response): Promise<string> {
  const answer = /"message"\s*:\s*"([^"]{1,300})"/.exec(await response.text().catch(() => ""));
  return answer === null ? "" : `: ${answer[1]}`;
}
