import { RequestError } from "@octokit/request-error";
import { SluiceError } from "@sluice/core";
import { isRateLimit } from "./retry-requests.ts";

/** Where a request went, for the error's text. */
export interface RequestContext {
  apiUrl: string;
  repository: string;
  token: string;
}

/** The expected error behind a failed request. Says what was asked and what GitHub answered, never the token. */
export function githubError(error: unknown, { apiUrl, repository, token }: RequestContext): unknown {
  if (!(error instanceof RequestError)) return error;
  const path = new URL(error.request.url, apiUrl).pathname;
  const asked = `${error.request.method} ${path}`;
  const redact = (text: string) => (token === "" ? text : text.replaceAll(token, "***"));
  const make = (code: `SLUICE_GITHUB_${string}`, message: string, hint: string) => new SluiceError(code, redact(message), { hint });

  if (error.response === undefined) {
    return make(
      "SLUICE_GITHUB_UNREACHABLE",
      `GitHub's API at ${apiUrl} cannot be reached: ${error.message}`,
      "Check the network and GITHUB_API_URL, then run the same command again.",
    );
  }
  if (error.status === 401) {
    return make(
      "SLUICE_GITHUB_UNAUTHORIZED",
      `GitHub's API at ${apiUrl} does not accept the token (${asked})`,
      "Set GITHUB_TOKEN to a valid token; in a workflow: env: GITHUB_TOKEN: ${{ github.token }}",
    );
  }
  if (isRateLimit(error)) {
    return make(
      "SLUICE_GITHUB_RATE_LIMITED",
      `GitHub's API refuses ${asked} for the number of requests${resetTime(error)}`,
      "Run the same command again later.",
    );
  }
  if (error.status === 403) {
    return make(
      "SLUICE_GITHUB_FORBIDDEN",
      `The token may not do ${asked}: ${error.message}`,
      `Give it the permission on ${repository}: contents: write for releases, pull-requests: write for pull requests and comments, actions: read for workflow runs.`,
    );
  }
  if (error.status === 404) {
    return make(
      "SLUICE_GITHUB_NOT_FOUND",
      `GitHub's API at ${apiUrl} has no ${path}`,
      `Check the repository's name (${repository}); a token without access to it gets the same answer.`,
    );
  }
  return make(
    "SLUICE_GITHUB_FAILED",
    `GitHub answered ${error.status} to ${asked}: ${error.message}`,
    "Run the same command again; if it stays, see https://www.githubstatus.com",
  );
}

function resetTime(error: RequestError): string {
  const reset = Number(error.response?.headers["x-ratelimit-reset"]);
  return Number.isFinite(reset) && reset > 0 ? ` until ${new Date(reset * 1000).toISOString()}` : "";
}
