export type { GitHubEvent } from "./event/github-event.ts";
export { payloadText } from "./event/payload-text.ts";
export { readEvent } from "./event/read-event.ts";
