import { isRecord, recordAt, textAt } from "./payload.ts";

/** The git event an image is tagged for, as a value. What `readEvent` of @sluice/github gives fits; so does a literal. */
export interface MetadataEvent {
  /** GitHub's event name: `push`, `pull_request`, … "" when there is none. */
  name: string;
  /** Full git reference: `refs/heads/main`, `refs/tags/v1.2.3`, `refs/pull/7/merge`. "" when there is none. */
  ref: string;
  /** 40 hex digits. "" when there is none. */
  sha: string;
  /** The webhook payload as GitHub sent it, or null. Read field by field: nothing in it is trusted to be there. */
  payload: unknown;
}

/** The event of a pushed git tag, for computing the tags of a release that is being published. */
export function gitTagEvent(gitTag: string, sha: string): MetadataEvent {
  return { name: "push", ref: `refs/tags/${gitTag}`, sha, payload: null };
}

/** What the event says about git, in the words of the rule language. A part that the event does not have is "". */
export interface GitReference {
  eventName: string;
  /** The reference the rules see. A pull request event never shows a branch here, so it can never give a branch tag. */
  ref: string;
  sha: string;
  kind: "branch" | "tag" | "pull-request" | "none";
  branch: string;
  gitTag: string;
  /** The number of the pull request as it stands in the reference. */
  pullRequest: string;
  /** The branch a tag was made on, or that a pull request goes into. */
  baseRef: string;
}

/**
 * Reads the event the way docker/metadata-action does: `pull_request_target` runs on the base branch but is about the
 * pull request. The same goes here for a `pull_request` whose reference is a branch, as GitHub gives it for a merged one.
 *
 * `prHeadSha` takes the head commit of a pull request in place of GitHub's merge commit.
 */
export function parseGitReference(event: MetadataEvent, { prHeadSha = false }: { prHeadSha?: boolean } = {}): GitReference {
  const ref = pullRequestRef(event) ?? event.ref;
  const kind = kindOf(ref);
  return {
    eventName: event.name,
    ref,
    sha: (prHeadSha ? headSha(event) : null) ?? event.sha,
    kind,
    branch: kind === "branch" ? ref.slice("refs/heads/".length) : "",
    gitTag: kind === "tag" ? ref.slice("refs/tags/".length) : "",
    pullRequest: kind === "pull-request" ? ref.slice("refs/pull/".length).replace(/\/(merge|head)$/, "") : "",
    baseRef: baseRefOf(event, kind),
  };
}

function kindOf(ref: string): GitReference["kind"] {
  if (ref.startsWith("refs/heads/")) return "branch";
  if (ref.startsWith("refs/tags/")) return "tag";
  if (ref.startsWith("refs/pull/")) return "pull-request";
  return "none";
}

function pullRequestRef({ name, ref, payload }: MetadataEvent): string | null {
  if (name !== "pull_request" && !name.includes("pull_request_target")) return null;
  if (ref.startsWith("refs/pull/")) return null;
  const number = pullRequestNumber(payload);
  // Without a number the event is still about a pull request: better no tag at all than one of the base branch.
  return number === null ? "" : `refs/pull/${number}/merge`;
}

function pullRequestNumber(payload: unknown): number | null {
  if (!isRecord(payload)) return null;
  const number = payload["number"] ?? recordAt(payload, "pull_request")["number"];
  return typeof number === "number" ? number : null;
}

function headSha({ name, payload }: MetadataEvent): string | null {
  if (!name.includes("pull_request")) return null;
  return textAt(recordAt(recordAt(payload, "pull_request"), "head"), "sha");
}

function baseRefOf({ payload }: MetadataEvent, kind: GitReference["kind"]): string {
  if (kind === "tag") return textAt(payload, "base_ref")?.replace(/^refs\/heads\//, "") ?? "";
  if (kind === "pull-request") return textAt(recordAt(recordAt(payload, "pull_request"), "base"), "ref") ?? "";
  return "";
}
