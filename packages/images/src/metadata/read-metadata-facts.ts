import { isSluiceError, SluiceError, type Warning } from "@sluice/core";
import type { Repository } from "@sluice/git";
import type { GitHub } from "@sluice/github";
import { readEvent } from "@sluice/github/event";
import { parseGitReference, type MetadataEvent } from "./git-reference.ts";
import type { RepositoryDetails } from "./labels.ts";
import { parseRemoteUrl } from "./parse-remote-url.ts";
import { commitTimeOf, repositoryOf } from "./payload.ts";

/** Where to look, and what was said by hand. */
export interface MetadataSources {
  /** GITHUB_* variables as GitHub Actions gives them; GITHUB_TOKEN or GH_TOKEN for the API. */
  env: Readonly<Record<string, string | undefined>>;
  /** The clone that is worked in, or null outside of one. */
  repository: Repository | null;
  /** The event's name, in place of the one in `env`. */
  eventName?: string | undefined;
  /** A full reference (`refs/tags/v1.2.3`), in place of the event's. */
  ref?: string | undefined;
  /** A commit: 40 hex digits, or what the clone can resolve. */
  sha?: string | undefined;
  prHeadSha: boolean;
  /** Whether the commit's time is wanted; it may cost a request. */
  needsCommitTime: boolean;
  /** The default branch where neither GitHub nor the clone says it. */
  defaultBranch: string;
  /** Name of the git remote: `origin`. */
  remote: string;
  /** The present time; stands in for a commit's time that nobody knows. */
  now: Date;
}

/** What {@link computeMetadata} needs to know of the world. */
export interface MetadataFacts {
  event: MetadataEvent;
  repository: RepositoryDetails;
  commitTime: Date;
  existingGitTags: string[];
  warnings: Warning[];
}

/** How long GitHub may take to answer, in milliseconds: labels are not worth more. */
const patience = 5000;

/**
 * Reads event, repository and commit: from GitHub's variables and event file, its API where the event is not enough, and
 * the clone. Whatever cannot be reached becomes a warning.
 *
 * @throws SLUICE_EVENT_INVALID, SLUICE_BAD_REF, SLUICE_UNKNOWN_REVISION
 */
export async function readMetadataFacts(sources: MetadataSources): Promise<MetadataFacts> {
  const about: Record<"details" | "time" | "gitTags", Warning[]> = { details: [], time: [], gitTags: [] };
  const event = await readByHand(sources, (await readEvent(sources.env)) ?? (await readLocalEvent(sources.repository)));
  const github = await openApi(sources);
  const [repository, commitTime, existingGitTags] = await Promise.all([
    readDetails({ event, github, sources, warnings: about.details }),
    sources.needsCommitTime ? readCommitTime({ event, github, sources, warnings: about.time }) : sources.now,
    readGitTags({ event, sources, warnings: about.gitTags }),
  ]);
  return { event, repository, commitTime, existingGitTags, warnings: Object.values(about).flat() };
}

interface Reading {
  event: MetadataEvent;
  github: GitHub | null;
  sources: MetadataSources;
  warnings: Warning[];
}

/** Outside of GitHub Actions, the checked out branch is as if it had just been pushed. */
async function readLocalEvent(repository: Repository | null): Promise<MetadataEvent> {
  if (repository === null) return { name: "", ref: "", sha: "", payload: null };
  const [head, branch] = await Promise.all([repository.headRevision(), repository.currentBranch()]);
  const sha = head ?? "";
  if (sha === "") return { name: "", ref: "", sha: "", payload: null };
  if (branch !== null) return { name: "push", ref: `refs/heads/${branch}`, sha, payload: null };
  const gitTags = await repository.tagsAt(sha);
  const [gitTag] = gitTags;
  return { name: "push", ref: gitTags.length === 1 ? `refs/tags/${gitTag}` : "", sha, payload: null };
}

async function readByHand({ eventName, ref, sha, repository }: MetadataSources, event: MetadataEvent): Promise<MetadataEvent> {
  if (eventName === undefined && ref === undefined && sha === undefined) return event;
  if (ref !== undefined && ref !== "" && !/^refs\/(heads|tags|pull)\/./.test(ref)) {
    throw new SluiceError("SLUICE_BAD_REF", `'${ref}' is no full git reference`, {
      hint: "write refs/heads/main, refs/tags/v1.2.3 or refs/pull/7/merge",
    });
  }
  // The event's document is about another reference then; what it says of the repository still holds.
  const payload = ref === undefined ? event.payload : { repository: repositoryOf(event.payload).record };
  const name = eventName ?? (ref?.startsWith("refs/pull/") ? "pull_request" : event.name || "push");
  return { name, ref: ref ?? event.ref, sha: await readSha({ ref, sha, repository, fallback: event.sha }), payload };
}

async function readSha({
  ref,
  sha,
  repository,
  fallback,
}: {
  ref: string | undefined;
  sha: string | undefined;
  repository: Repository | null;
  fallback: string;
}): Promise<string> {
  if (sha === "" || (sha !== undefined && /^[0-9a-f]{40}$/.test(sha))) return sha;
  if (sha !== undefined && repository === null) {
    throw new SluiceError("SLUICE_UNKNOWN_REVISION", `'${sha}' is no commit hash of 40 digits, and there is no clone to look it up in`, {
      hint: "give the whole hash, or run inside the clone",
    });
  }
  if (sha !== undefined && repository !== null) return await repository.resolveRevision(sha);
  const found = ref === undefined || ref === "" ? null : await repository?.findRevision(ref);
  return found ?? fallback;
}

/** GitHub says which repository it is even where it names no event. A machine of a person says nothing, and asks nothing. */
async function openApi({ env }: MetadataSources): Promise<GitHub | null> {
  const repository = env["GITHUB_REPOSITORY"] ?? "";
  if (repository === "") return null;
  const { openGitHub } = await import("@sluice/github");
  const apiUrl = env["GITHUB_API_URL"] || "https://api.github.com";
  return openGitHub({ apiUrl, repository, token: env["GITHUB_TOKEN"] ?? env["GH_TOKEN"] ?? "", retries: 0, timeout: patience });
}

/** From the event where it tells all, else from the API, else from what the event, the clone and its remote's address do tell. */
async function readDetails({ event, github, sources, warnings }: Reading): Promise<RepositoryDetails> {
  const { details, complete } = repositoryOf(event.payload);
  const slug = sources.env["GITHUB_REPOSITORY"] ?? "";
  const server = sources.env["GITHUB_SERVER_URL"] || "https://github.com";
  // The folder's name would make a commit's labels depend on where it was cloned to.
  const [address = null, recorded = null] = await Promise.all([
    slug === "" ? sources.repository?.remoteUrl(sources.remote) : null,
    details.defaultBranch === null ? sources.repository?.defaultRemoteBranch(sources.remote) : null,
  ]);
  const origin = address === null ? { name: lastPart(slug || (sources.repository?.root ?? "")), url: "" } : parseRemoteUrl(address);
  const fallback: RepositoryDetails = {
    name: details.name ?? origin.name,
    description: details.description ?? "",
    url: details.url ?? (slug === "" ? origin.url : `${server}/${slug}`),
    license: details.license ?? "",
    defaultBranch: details.defaultBranch ?? recorded ?? sources.defaultBranch,
  };
  if (complete || github === null) return fallback;
  try {
    const facts = await github.getRepository();
    const defaultBranch = details.defaultBranch ?? facts.defaultBranch;
    return {
      name: lastPart(facts.fullName),
      description: facts.description,
      url: facts.htmlUrl,
      license: facts.license ?? "",
      defaultBranch,
    };
  } catch (error) {
    warnings.push(unreachable(error, "labels hold only what the event and the clone say of the repository"));
    return fallback;
  }
}

async function readCommitTime({ event, github, sources, warnings }: Reading): Promise<Date> {
  const { sha } = parseGitReference(event, { prHeadSha: sources.prHeadSha });
  const told = commitTimeOf(event.payload, sha);
  if (told !== null || sha === "") return told ?? sources.now;
  if (sources.repository !== null && (await sources.repository.findRevision(sha)) !== null) return await sources.repository.commitTime(sha);
  try {
    const time = (await github?.getCommit(sha))?.time;
    if (time !== undefined && time.getTime() > 0) return time;
  } catch (error) {
    warnings.push(unreachable(error, "the commit's time cannot be asked for"));
  }
  warnings.push({
    code: "SLUICE_COMMIT_TIME_UNKNOWN",
    message: `the time of commit ${sha} is not known here; the present time stands in for it. Fetch the commit, or give --now`,
  });
  return sources.now;
}

/** The git tags that a release must not move back from; only a release needs them. */
async function readGitTags({ event, sources, warnings }: Omit<Reading, "github">): Promise<string[]> {
  const { repository, remote } = sources;
  if (repository === null || !event.ref.startsWith("refs/tags/")) return [];
  const gitTags = (await repository.listTags()).map(({ name }) => name);
  if (!(await repository.isShallow())) return gitTags;
  try {
    return [...new Set([...gitTags, ...(await repository.remoteTags(remote)).keys()])];
  } catch (error) {
    if (!isSluiceError(error)) throw error;
    const message = `the clone is shallow and ${remote} does not list its git tags (${error.message}): a moving tag may move back. Fetch with --tags`;
    warnings.push({ code: "SLUICE_GIT_TAGS_UNKNOWN", message });
    return gitTags;
  }
}

function unreachable(error: unknown, consequence: string): Warning {
  if (!isSluiceError(error)) throw error;
  return { code: error.code, message: `${error.message}: ${consequence}` };
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
