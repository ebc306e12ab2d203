import { Octokit } from "@octokit/rest";
import { retry } from "@octokit/plugin-retry";
import { isSluiceError, SluiceError } from "@sluice/core";
import type {
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
} from "./github.ts";
import { githubError, type RequestContext } from "./github-error.ts";
import { toPullRequest } from "./pull-request-document.ts";
import { toAsset, toRelease } from "./release-document.ts";
import { LEFT_TO_US, retryRequests } from "./retry-requests.ts";

/** Which GitHub, which repository, as whom. */
export interface GitHubOptions {
  /** For example `https://api.github.com`; GitHub Actions gives it in `GITHUB_API_URL`. */
  apiUrl: string;
  /** `owner/name`. */
  repository: string;
  /** Empty for no token: public repositories, few requests. */
  token: string;
  /** How often a failed request is repeated. Default 3. */
  retries?: number;
  /** One "second" of waiting between tries, in milliseconds, for tests. Default 1000. */
  second?: number;
  /** Milliseconds a request may take. Default 60,000; ten times that for an upload. */
  timeout?: number;
}

/** Opens the API for one repository; asks nothing yet. Throws SLUICE_GITHUB_REPOSITORY for a name that is no `owner/name`. */
export function openGitHub(options: GitHubOptions): GitHub {
  const [owner = "", repo = "", ...rest] = options.repository.split("/");
  if (owner === "" || repo === "" || rest.length > 0) {
    throw new SluiceError(
      "SLUICE_GITHUB_REPOSITORY",
      `${JSON.stringify(options.repository)} is no GitHub repository: it must be owner/name`,
      { hint: "Set GITHUB_REPOSITORY=owner/name." },
    );
  }
  return new RestGitHub(makeOctokit(options), { owner, repo }, options);
}

type Client = ReturnType<typeof makeOctokit>;

const RetryingOctokit = Octokit.plugin(retryRequests, retry);

function makeOctokit({ apiUrl, token, retries = 3, second = 1000, timeout = 60_000 }: GitHubOptions) {
  return new RetryingOctokit({
    baseUrl: apiUrl,
    ...(token === "" ? {} : { auth: token }),
    userAgent: "sluice",
    retries,
    retry: { doNotRetry: LEFT_TO_US, retryAfterBaseValue: second },
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    request: {
      fetch: (url: string, init: RequestInit) => {
        const isUpload = init.body instanceof Uint8Array;
        return fetch(url, { ...init, signal: AbortSignal.timeout(isUpload ? timeout * 10 : timeout) });
      },
    },
  });
}

class RestGitHub implements GitHub {
  readonly #octokit: Client;
  readonly #names: { owner: string; repo: string };
  readonly #context: RequestContext;

  constructor(octokit: Client, names: { owner: string; repo: string }, context: RequestContext) {
    this.#octokit = octokit;
    this.#names = names;
    this.#context = context;
  }

  async getRepository(): Promise<RepositoryFacts> {
    const { data, headers } = await this.#ask(() => this.#octokit.rest.repos.get(this.#names));
    const scopes = headers["x-oauth-scopes"];
    return {
      fullName: data.full_name,
      description: data.description ?? "",
      htmlUrl: data.html_url,
      defaultBranch: data.default_branch,
      private: data.private,
      license: data.license?.spdx_id ?? null,
      canPush: data.permissions?.push ?? null,
      scopes:
        typeof scopes === "string"
          ? scopes
              .split(",")
              .map((scope) => scope.trim())
              .filter(Boolean)
          : null,
    };
  }

  async getCommit(revision: string): Promise<CommitFacts | null> {
    const answer = await this.#askMaybe(() => this.#octokit.rest.repos.getCommit({ ...this.#names, ref: revision }));
    if (answer === null) return null;
    const { sha, parents, commit } = answer.data;
    return {
      revision: sha,
      // GitHub Enterprise and stand-ins may leave them out.
      parents: (parents ?? []).map((parent) => parent.sha),
      message: commit.message,
      time: new Date(commit.committer?.date ?? 0),
    };
  }

  async greenRevisions({ workflow, branch }: { workflow: string; branch: string }): Promise<string[]> {
    const answer = await this.#askMaybe(() =>
      this.#octokit.rest.actions.listWorkflowRuns({ ...this.#names, workflow_id: workflow, branch, status: "success", per_page: 50 }),
    );
    const runs = answer?.data.workflow_runs ?? [];
    return [...new Set(runs.filter((run) => !run.event.startsWith("pull_request")).map((run) => run.head_sha))];
  }

  async getRelease(tag: string): Promise<Release | null> {
    const answer = await this.#askMaybe(() => this.#octokit.rest.repos.getReleaseByTag({ ...this.#names, tag }));
    if (answer !== null) return toRelease(answer.data);
    // GitHub gives drafts by their list alone.
    const releases = await this.listReleases();
    return releases.find((release) => release.tag === tag) ?? null;
  }

  async getLatestRelease(): Promise<Release | null> {
    const answer = await this.#askMaybe(() => this.#octokit.rest.repos.getLatestRelease(this.#names));
    return answer === null ? null : toRelease(answer.data);
  }

  async listReleases(): Promise<Release[]> {
    const releases = await this.#ask(() =>
      this.#octokit.paginate(this.#octokit.rest.repos.listReleases, { ...this.#names, per_page: 100 }),
    );
    return releases.map(toRelease);
  }

  async createRelease(release: NewRelease): Promise<Release> {
    try {
      const { data } = await this.#ask(() =>
        this.#octokit.rest.repos.createRelease({ ...this.#names, ...toBody(release), tag_name: release.tag }),
      );
      return toRelease(data);
    } catch (error) {
      // 422 stands for many things; what tells this one apart is that the release is there.
      if (!isSluiceError(error) || !error.message.startsWith("GitHub answered 422")) throw error;
      if ((await this.getRelease(release.tag)) === null) throw error;
      throw new SluiceError(
        "SLUICE_RELEASE_EXISTS",
        `${this.#context.repository} has a GitHub release for the tag ${release.tag} already`,
        {
          hint: "Look at it before making another; update it, or delete a draft that a former run left.",
          cause: error,
        },
      );
    }
  }

  async updateRelease(id: number, changes: Partial<NewRelease>): Promise<Release> {
    const { data } = await this.#ask(() => this.#octokit.rest.repos.updateRelease({ ...this.#names, release_id: id, ...toBody(changes) }));
    return toRelease(data);
  }

  async deleteRelease(id: number): Promise<void> {
    await this.#ask(() => this.#octokit.rest.repos.deleteRelease({ ...this.#names, release_id: id }));
  }

  async uploadAsset(release: Release, asset: { name: string; contentType: string; data: Uint8Array }): Promise<ReleaseAsset> {
    const url = release.uploadUrl.replace(/\{.*$/, "");
    const answer = await this.#ask(() =>
      this.#octokit.request(`POST ${url}{?name}`, {
        name: asset.name,
        data: asset.data,
        headers: { "content-type": asset.contentType, "content-length": asset.data.byteLength },
      }),
    );
    return toAsset(answer.data);
  }

  async deleteAsset(id: number): Promise<void> {
    await this.#ask(() => this.#octokit.rest.repos.deleteReleaseAsset({ ...this.#names, asset_id: id }));
  }

  async readAsset(id: number): Promise<Uint8Array | null> {
    const answer = await this.#askMaybe(() =>
      this.#octokit.request("GET /repos/{owner}/{repo}/releases/assets/{asset_id}", {
        ...this.#names,
        asset_id: id,
        headers: { accept: "application/octet-stream" },
      }),
    );
    // A server that does not know the header tells of the file instead.
    const data: unknown = answer?.data;
    if (data instanceof ArrayBuffer) return new Uint8Array(data);
    return typeof data === "string" ? new TextEncoder().encode(data) : null;
  }

  async getRateLimit(): Promise<{ remaining: number; reset: Date } | null> {
    const answer = await this.#askMaybe(() => this.#octokit.rest.rateLimit.get());
    if (answer === null) return null;
    const { remaining, reset } = answer.data.resources.core;
    return { remaining, reset: new Date(reset * 1000) };
  }

  async findPullRequest({ branch, base }: { branch: string; base: string }): Promise<PullRequest | null> {
    const head = `${this.#names.owner}:${branch}`;
    const { data } = await this.#ask(() => this.#octokit.rest.pulls.list({ ...this.#names, state: "open", head, base }));
    const [found] = data;
    return found === undefined ? null : toPullRequest(found);
  }

  async createPullRequest({ title, body, branch, base, draft }: NewPullRequest): Promise<PullRequest> {
    const { data } = await this.#ask(() => this.#octokit.rest.pulls.create({ ...this.#names, title, body, head: branch, base, draft }));
    return toPullRequest(data);
  }

  async updatePullRequest(number: number, changes: { title?: string; body?: string; state?: "open" | "closed" }): Promise<PullRequest> {
    const { data } = await this.#ask(() => this.#octokit.rest.pulls.update({ ...this.#names, pull_number: number, ...changes }));
    return toPullRequest(data);
  }

  async keepComment({ number, marker, body }: KeptComment): Promise<KeptCommentResult> {
    const at = { ...this.#names, issue_number: number };
    const comments = await this.#ask(() => this.#octokit.paginate(this.#octokit.rest.issues.listComments, { ...at, per_page: 100 }));
    // A reply that quotes the comment has the marker too, but does not begin with it.
    const ours = comments.filter((comment) => comment.body?.startsWith(marker)).sort((a, b) => a.id - b.id);
    const [kept, ...others] = ours;
    for (const { id } of body === null ? ours : others) {
      await this.#ask(() => this.#octokit.rest.issues.deleteComment({ ...this.#names, comment_id: id }));
    }
    if (body === null) return { action: kept === undefined ? "none" : "deleted", url: null };
    const text = `${marker}\n${body}`;
    if (kept === undefined) {
      const { data } = await this.#ask(() => this.#octokit.rest.issues.createComment({ ...at, body: text }));
      return { action: "created", url: data.html_url };
    }
    // GitHub gives line ends as the browser's form sent them.
    if (kept.body?.replaceAll("\r\n", "\n").trimEnd() === text.trimEnd()) return { action: "unchanged", url: kept.html_url };
    await this.#ask(() => this.#octokit.rest.issues.updateComment({ ...this.#names, comment_id: kept.id, body: text }));
    return { action: "updated", url: kept.html_url };
  }

  async #ask<T>(request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      throw githubError(error, this.#context);
    }
  }

  async #askMaybe<T>(request: () => Promise<T>): Promise<T | null> {
    try {
      return await this.#ask(request);
    } catch (error) {
      if (isSluiceError(error) && error.code === "SLUICE_GITHUB_NOT_FOUND") return null;
      throw error;
    }
  }
}

/** What is sent for a release; what is not given stays as it is. */
function toBody({ tag, name, body, draft, prerelease, target, latest }: Partial<NewRelease>) {
  return {
    ...(tag === undefined ? {} : { tag_name: tag }),
    ...(name === undefined ? {} : { name }),
    ...(body === undefined ? {} : { body }),
    ...(draft === undefined ? {} : { draft }),
    ...(prerelease === undefined ? {} : { prerelease }),
    ...(target === undefined ? {} : { target_commitish: target }),
    ...(latest === undefined ? {} : { make_latest: latest ? ("true" as const) : ("false" as const) }),
  };
}

function ignore(): void {}
