import type { GitHubEvent } from "./github-event.ts";

/** The text at a path of the event's document, such as `pull_request.base.sha`; null when it is not there or no text. */
export function payloadText(event: GitHubEvent, path: string): string | null {
  let value: unknown = event.payload;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null) return null;
    value = Object.entries(value).find(([name]) => name === key)?.[1];
  }
  return typeof value === "string" ? value : null;
}
