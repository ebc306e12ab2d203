// What is told of the workflow's run, and nothing else: an entry of its own, since what asks GitHub takes long to load.
export type { GitHubEvent } from "./event/github-event.ts";
export { payloadText } from "./event/payload-text.ts";
export { readEvent } from "./event/read-event.ts";
