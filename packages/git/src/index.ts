export type { ChangedFile } from "./files/changed-file.ts";
export type { Commit } from "./history/commits.ts";
export type { Fetch } from "./history/shallow.ts";
export { openRepository } from "./open-repository.ts";
export type { Repository } from "./repository.ts";
export type { Environment } from "./run/git-environment.ts";
export { redactUrlCredentials } from "./run/redact-url-credentials.ts";
export type { NewTag } from "./tags/create-tag.ts";
export type { GitTag } from "./tags/git-tag.ts";
