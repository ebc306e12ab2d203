import { SluiceError } from "@sluice/core";
import { fetchPatiently } from "./fetch-patiently.ts";
import { redactSecrets } from "./redact-secrets.ts";

/** An index as it is read over HTTP. */
export interface IndexReader {
  /** What people call it: `the Python index`. */
  name: string;
  url: string;
  /** The header for an index that wants to know who asks. It is sent to that host alone, and only when asked for. */
  authorization: string | undefined;
  secrets: readonly (string | undefined)[];
}

/**
 * Reads a page or a file of an index; null when it is not there.
 *
 * @throws SLUICE_INDEX_UNAUTHORIZED for 401 and 403, SLUICE_INDEX_UNREACHABLE for any other answer or none
 */
export async function readIndex(index: IndexReader, url: string, accept: string): Promise<Response | null> {
  const isOwn = new URL(url).origin === new URL(index.url).origin;
  let response = await get(index, url, { accept });
  if ((response.status === 401 || response.status === 403) && index.authorization !== undefined && isOwn) {
    await response.body?.cancel();
    response = await get(index, url, { accept, authorization: index.authorization });
  }
  if (response.ok) return response;
  await response.body?.cancel();
  // As crates' sparse registries say that something is not there: 404, 410 or 451.
  if ([404, 410, 451].includes(response.status)) return null;
  const place = redactSecrets(url, index.secrets);
  if (response.status === 401 || response.status === 403) {
    throw new SluiceError("SLUICE_INDEX_UNAUTHORIZED", `${index.name} answered ${response.status} for ${place}`, {
      hint: "Set the token to one that may read it.",
    });
  }
  throw unreachable(index, `answered ${response.status} for ${place}`);
}

async function get(index: IndexReader, url: string, headers: Record<string, string>): Promise<Response> {
  try {
    return await fetchPatiently(url, { headers });
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw unreachable(index, `does not answer: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

function unreachable({ name, url, secrets }: IndexReader, what: string): SluiceError {
  return new SluiceError("SLUICE_INDEX_UNREACHABLE", redactSecrets(`${name} ${url} ${what}`, secrets), {
    hint: "Check its address in the configuration, and that it is up; then run the same command again.",
  });
}
