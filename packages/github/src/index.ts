export type {
  CommitFacts,
  GitHub,
  KeptComment,
  KeptCommentResult,
  NewPullRequest,
  NewRelease,
  PullRequest,
  Release,
  ReleaseAsset,
  RepositoryFacts,
} from "./api/github.ts";
export { type GitHubOptions, openGitHub } from "./api/open-github.ts";
export type { GitHubEvent } from "./event/github-event.ts";
export { payloadText } from "./event/payload-text.ts";
export { readEvent } from "./event/read-event.ts";
