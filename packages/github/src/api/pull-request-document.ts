import type { PullRequest } from "./github.ts";

/** A pull request as GitHub answers with it. */
interface PullRequestDocument {
  number: number;
  title: string;
  body: string | null;
  draft?: boolean | undefined;
  state: string;
  html_url: string;
}

/** What an answer says of a pull request. */
export function toPullRequest(data: PullRequestDocument): PullRequest {
  const { number, title, body, draft = false, state, html_url: htmlUrl } = data;
  return { number, title, body: body ?? "", draft, state: state === "open" ? "open" : "closed", htmlUrl };
}
