/** The event that started a workflow run, the way GitHub Actions tells it. Texts are "" where the event has none. */
export interface GitHubEvent {
  /** `push`, `pull_request`, `merge_group`, `workflow_dispatch`, `schedule`, `release`, … */
  name: string;
  /** Full reference: `refs/heads/main`, `refs/tags/v1.2.3`, `refs/pull/7/merge`. */
  ref: string;
  /** The commit that is checked out by default; for a pull request its merge commit. */
  sha: string;
  /** Pull request only: the branch it comes from. */
  headRef: string;
  /** Pull request only: the branch it goes to. */
  baseRef: string;
  /** `owner/name`. */
  repository: string;
  /** The webhook's document; `{}` when there is none. */
  payload: Readonly<Record<string, unknown>>;
  /** For example `https://api.github.com`, without a slash at the end. */
  apiUrl: string;
  serverUrl: string;
  /** File name of the running workflow, for example `ci.yml`. */
  workflow: string;
  isGitHubActions: boolean;
}
